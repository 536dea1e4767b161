#pragma once

#include <vector>

#include <sluice/params.hpp>

#include "config/config.hpp"
#include "config/node_table.hpp"
#include "config/report.hpp"

namespace sluice::config {

/// The `from` of a filter or sink: `a`, `[a, b]`, `{node: a, fps: 5, queue: 4, drop: never, as: name, with: b,
/// max_age: 500ms}`. Whether the nodes exist is for check_graph().
[[nodiscard]] std::vector<Link> read_links(const NodeText& node, Report& report);

/// What the map form takes.
[[nodiscard]] std::vector<Param> link_params();

}  // namespace sluice::config
