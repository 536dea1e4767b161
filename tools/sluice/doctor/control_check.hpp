#pragma once

#include "tools/sluice/doctor/configured_camera.hpp"

namespace sluice::tool {

/// Does the camera have the controls that the config sets, and can they be set so. Reads only.
void check_controls(const Machine& machine, const ConfiguredCamera& wanted, Findings& findings);

}  // namespace sluice::tool
