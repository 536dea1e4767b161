#pragma once

#include <string>
#include <vector>

#include "sources/v4l2/camera.hpp"

namespace sluice::tool {

/// A whole config for these cameras that runs as it is; empty where none of them can be used.
[[nodiscard]] std::string devices_yaml(const std::vector<v4l2::Camera>& nodes);

}  // namespace sluice::tool
