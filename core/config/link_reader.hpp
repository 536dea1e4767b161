#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/node_table.hpp"
#include "config/report.hpp"

namespace sluice::config {

/// The `from` of a filter or sink: `a`, `[a, b]`, `{node: a, fps: 5, queue: 4, drop: never, as: name}`.
/// Whether the nodes exist is for check_graph().
[[nodiscard]] std::vector<Link> read_links(const NodeText& node, Report& report);

}  // namespace sluice::config
