#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sluice::pattern {

/// The characters a pattern can write; a glyph's number is its place in here.
inline constexpr std::string_view alphabet = " 0123456789:.";

inline constexpr std::uint32_t glyph_width = 5, glyph_height = 7;

/// The rows of a glyph from the top, its leftmost dot in bit 4.
[[nodiscard]] const std::array<std::uint8_t, glyph_height>& glyph(std::size_t number) noexcept;

}  // namespace sluice::pattern
