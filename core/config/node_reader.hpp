#pragma once

#include <vector>

#include <sluice/params.hpp>

#include "base/catalogue.hpp"
#include "config/config.hpp"
#include "config/node_table.hpp"
#include "config/report.hpp"

namespace sluice::config {

/// Checks one node against what its type declares. Gives a node in any case, so that others can be
/// checked against its name; it is whole where nothing was reported. [start]
[[nodiscard]] Node read_node(const NodeText& text, Catalogue& catalogue, Report& report);

/// What every node of a kind takes besides `type`, `from` and what its type declares.
[[nodiscard]] std::vector<Param> common_params(NodeKind kind);

}  // namespace sluice::config
