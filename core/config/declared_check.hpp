#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/report.hpp"

namespace sluice::config {

/// What nodes declare of themselves for their parameters: whether that can be had at all, and whether frames
/// come to them in a form they can work on. Runs code of the nodes; what that throws is a mistake. [start]
void check_declared(const std::vector<Node>& nodes, Report& report);

}  // namespace sluice::config
