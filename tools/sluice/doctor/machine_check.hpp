#pragma once

#include <vector>

#include "sources/v4l2/camera.hpp"
#include "tools/sluice/doctor/finding.hpp"
#include "tools/sluice/doctor/machine.hpp"

namespace sluice::tool {

/// Memory, clock, and the group that may open cameras.
[[nodiscard]] Findings check_machine(const Machine& machine, const std::vector<v4l2::Camera>& nodes);

}  // namespace sluice::tool
