#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

inline constexpr std::array<NodeKind, 3> node_kinds = {NodeKind::source, NodeKind::filter, NodeKind::sink};

/// "sources", "filters", "sinks".
[[nodiscard]] std::string section_of(NodeKind kind);

/// One node as written, with what `defaults` says of its type laid under it.
struct NodeText {
    NodeKind kind = NodeKind::source;
    std::string name;
    std::string type;  ///< empty where missing
    Place place;       ///< of its name
    std::string where;
    Value value;  ///< a map
};

/// All nodes of the three maps, in the order written. Says what is wrong with names and shapes.
[[nodiscard]] std::vector<NodeText> read_node_table(const Value& root, Report& report);

/// Letters, digits, - and _, a letter first, at most 32.
[[nodiscard]] bool is_node_name(std::string_view name);
/// What a name that is none must look like, and which is taken.
[[nodiscard]] std::string name_rule();

/// Checks `defaults` by itself, so that a mistake in it is said once and at its place.
void check_defaults(const Value& root, const std::vector<NodeText>& nodes, Catalogue& catalogue, Report& report);

}  // namespace sluice::config
