#pragma once

#include <string>
#include <vector>

#include "camera_model.hpp"

namespace rig {

// "1280x720@30,640x480@30+15,320x240@5-30": sizes, each with its rates or a range of them; the first is the default.
// Throws std::invalid_argument with a message for the user.
std::vector<FrameMode> parse_modes(const std::string& text);

}  // namespace rig
