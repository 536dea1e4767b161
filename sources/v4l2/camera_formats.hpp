#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// ioctl on an open node: 0, or -1 with errno.
using Control = std::function<int(unsigned long request, void* argument)>;

/// No picture is wider or higher, in pixels: as much as a JPEG can be.
inline constexpr std::uint32_t most_side = 65535;

/// What an open capture node offers, in the driver's order of formats. However a driver answers, at most
/// 64 formats of 128 sizes of 64 rates, and no size that cannot be. [any thread]
[[nodiscard]] std::vector<CameraFormat> formats_of(const Control& control, bool multiplanar);

/// That size with the rates it has in that format; without any where the driver tells none. [any thread]
[[nodiscard]] CameraSize rates_at(const Control& control, std::uint32_t pixelformat, Size size);

/// "MJPG"; what is no letter is shown as '?'.
[[nodiscard]] std::string fourcc_text(std::uint32_t pixelformat);
/// What sluice calls it, if it carries it.
[[nodiscard]] std::optional<Format> format_of(std::uint32_t pixelformat);
/// How many memories a picture of that format lies in: more than 1 only for NM12, NM21 and YM12, which
/// multi-planar devices have. 0: sluice does not carry it.
[[nodiscard]] std::uint32_t memory_planes_of(std::uint32_t pixelformat);

}  // namespace sluice::v4l2
