#pragma once

#include <string>
#include <vector>

#include "sources/v4l2/camera.hpp"

namespace sluice::tool {

/// Everything that is known, as one line of JSON: {"cameras": [...], "others": [...]}.
[[nodiscard]] std::string devices_json(const std::vector<v4l2::Camera>& nodes);

}  // namespace sluice::tool
