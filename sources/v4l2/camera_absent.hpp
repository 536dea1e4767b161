#pragma once

#include <string>
#include <vector>

#include <sluice/error.hpp>

#include "camera.hpp"
#include "camera_device.hpp"
#include "camera_match.hpp"

namespace sluice::v4l2 {

// Why the wanted camera could not be found, as the user should read it. `here`: the cameras that are here,
// with their serials. [any thread]

/// The cameras among them, by sysfs where they were not asked.
[[nodiscard]] std::vector<Camera> cameras_by_sysfs(std::vector<Camera> nodes);

/// The camera that streamed is gone (Trouble::absent), or another is in its place (Trouble::refused); `serial_shared`: others have its serial.
[[nodiscard]] DeviceError known_gone(const Camera& known, bool serial_shared, const std::vector<Camera>& here);
[[nodiscard]] Error link_gone(const std::string& link, const std::vector<Camera>& here);
[[nodiscard]] Error none_fits(const CameraWish& wish, std::vector<Camera> here);
[[nodiscard]] Error several_fit(const CameraWish& wish, const std::vector<Camera>& found, const std::vector<Camera>& here);

}  // namespace sluice::v4l2
