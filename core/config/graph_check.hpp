#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/report.hpp"

namespace sluice::config {

/// Whether every `from` leads to a node that gives frames, without loops.
void check_graph(const std::vector<Node>& nodes, Report& report);

/// Warns of nodes whose frames nobody takes. Of a whole graph.
void warn_of_unused(const std::vector<Node>& nodes, Report& report);

/// Sources, then filters with each after the one it takes from, then sinks. Of a whole graph.
[[nodiscard]] std::vector<Node> in_order(std::vector<Node> nodes);

}  // namespace sluice::config
