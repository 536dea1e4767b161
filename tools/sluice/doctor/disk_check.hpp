#pragma once

#include <cstddef>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"
#include "tools/sluice/doctor/finding.hpp"

namespace sluice::tool {

/// A `file` sink: may its folder be written, and does the disk hold what it is to keep.
void check_folder(const Plan& plan, std::size_t sink, const Explanation& explanation, Findings& findings);

}  // namespace sluice::tool
