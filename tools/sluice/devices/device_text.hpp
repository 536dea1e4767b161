#pragma once

#include <string>
#include <vector>

#include "sources/v4l2/camera.hpp"

namespace sluice::tool {

/// `sluice devices` for people: each camera with what it offers, other nodes in a line with the reason,
/// and where there is no camera, what to try.
[[nodiscard]] std::string devices_text(const std::vector<v4l2::Camera>& nodes);

/// "1920x1080 1280x720 at 30 24 15": sizes with equal rates together, one entry for each such group.
[[nodiscard]] std::vector<std::string> mode_groups(const v4l2::CameraFormat& format);

}  // namespace sluice::tool
