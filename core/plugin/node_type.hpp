#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/entry.hpp>

namespace sluice::plugin {

/// What makes a node type one of its own: there may be a source and a sink of one name.
struct NodeType {
    NodeKind kind = NodeKind::filter;
    std::string name;

    friend auto operator<=>(const NodeType&, const NodeType&) = default;
};

/// [a-z][a-z0-9_]*, at most 64 letters
[[nodiscard]] bool is_type_name(std::string_view name) noexcept;

/// "filter every_nth"
[[nodiscard]] std::string to_text(const NodeType& type);

/// The type in "filter.every_nth", the end of a section's name; nothing where there is no such kind.
[[nodiscard]] std::optional<NodeType> node_type_in(std::string_view section_end);

}  // namespace sluice::plugin
