#pragma once

#include "graph/plan.hpp"
#include "tools/sluice/doctor/finding.hpp"

namespace sluice::tool {

/// Each node with `curve`: whether this user may use its key files, and who will be let in.
[[nodiscard]] Findings check_keys(const Plan& plan);

}  // namespace sluice::tool
