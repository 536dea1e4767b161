#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/report.hpp"

namespace sluice::config {

/// Devices and addresses that two nodes, or a node and the program itself, both want for themselves.
void check_exclusive(const std::vector<Node>& nodes, const Process& process, Report& report);

}  // namespace sluice::config
