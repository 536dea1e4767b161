#pragma once

#include <string>
#include <vector>

#include "sources/v4l2/camera.hpp"

namespace sluice::tool {

/// `sluice devices` for people: each camera with what it offers and what to write to mean it, other nodes in a line with the reason,
/// and where there is no camera, what to try.
[[nodiscard]] std::string devices_text(const std::vector<v4l2::Camera>& nodes);

/// What to know of v4l2::wish_for() of this one of the nodes: that two share a serial, or that only the
/// number tells it apart. Empty: nothing.
[[nodiscard]] std::string wish_hint(const v4l2::Camera& camera, const std::vector<v4l2::Camera>& nodes);

/// "1920x1080 1280x720 at 30 24 15": sizes with equal rates together, one entry for each such group.
[[nodiscard]] std::vector<std::string> mode_groups(const v4l2::CameraFormat& format);

}  // namespace sluice::tool
