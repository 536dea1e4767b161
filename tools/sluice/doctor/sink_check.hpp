#pragma once

#include <string>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"
#include "tools/sluice/doctor/finding.hpp"
#include "tools/sluice/doctor/machine.hpp"

namespace sluice::tool {

/// Each sink of the plan: addresses that are taken, folders that cannot be written, disks that will be full.
[[nodiscard]] Findings check_sinks(const Machine& machine, const Plan& plan, const Explanation& explanation);

/// Is this address free to bind; looks into the kernel's tables and binds nothing.
void check_address(const Machine& machine, const std::string& where, const std::string& address, Findings& findings);

}  // namespace sluice::tool
