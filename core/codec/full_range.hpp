#pragma once

#include <cstddef>
#include <cstdint>

namespace sluice {

/// Limited range (ITU-R BT.601: Y 16..235, chroma 16..240) to full range, in place; what lies outside is clamped.
/// Y becomes (Y - 16) * 255 / 219, chroma (C - 128) * 255 / 224 + 128, rounded. [any thread]
void expand_luma(std::uint8_t* row, std::size_t count) noexcept;
void expand_chroma(std::uint8_t* row, std::size_t count) noexcept;

}  // namespace sluice
