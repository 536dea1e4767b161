#pragma once

#include <cstdint>

#include <sluice/frame.hpp>

namespace sluice {

/// The same picture at most so many pixels wide: the frame itself where it is no wider, else a JPEG of 1/2, 1/4 or 1/8
/// of it, encoded already. Throws Error where even an eighth is wider or nobody can open the picture, Damage where it is
/// damaged. [any thread]
[[nodiscard]] FramePtr narrowed(const FramePtr& frame, std::uint32_t most_width);

}  // namespace sluice
