#pragma once

#include "graph/plan.hpp"
#include "tools/sluice/doctor/finding.hpp"
#include "tools/sluice/doctor/machine.hpp"

namespace sluice::tool {

/// What can be said of this machine and its cameras. Opens each node for a moment and changes nothing.
[[nodiscard]] Findings examine(const Machine& machine);

/// What a run of this plan would meet here.
[[nodiscard]] Findings examine(const Machine& machine, const Plan& plan);

}  // namespace sluice::tool
