#pragma once

#include <optional>
#include <string>

#include "tools/sluice/doctor/configured_camera.hpp"

namespace sluice::tool {

/// The mode a camera that was found will be asked for; where it does not offer what the config asks, that is told
/// with the nearest offers. Nothing where it has no such format.
[[nodiscard]] std::optional<v4l2::CameraMode> check_mode(const ConfiguredCamera& wanted, Findings& findings);

/// "mjpeg, yuyv": what of a camera's formats sluice carries.
[[nodiscard]] std::string carried_formats(const v4l2::Camera& camera);

}  // namespace sluice::tool
