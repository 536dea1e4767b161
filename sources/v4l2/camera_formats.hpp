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

/// What an open capture node offers, in the driver's order of formats. However a driver answers, at most
/// 64 formats of 128 sizes of 64 rates. [any thread]
[[nodiscard]] std::vector<CameraFormat> formats_of(const Control& control, bool multiplanar);

/// "MJPG"; what is no letter is shown as '?'.
[[nodiscard]] std::string fourcc_text(std::uint32_t pixelformat);
/// What sluice calls it, if it carries it.
[[nodiscard]] std::optional<Format> format_of(std::uint32_t pixelformat);

}  // namespace sluice::v4l2
