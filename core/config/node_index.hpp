#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/node_table.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// Nodes by their names; points into the nodes it was made of.
class NodeIndex {
public:
    explicit NodeIndex(const std::vector<Node>& nodes) {
        for (const Node& node : nodes) by_name_.emplace(node.name, &node);
    }

    /// nullptr where there is none.
    [[nodiscard]] const Node* find(std::string_view name) const {
        const auto found = by_name_.find(name);
        return found == by_name_.end() ? nullptr : found->second;
    }
    [[nodiscard]] const std::map<std::string, const Node*, std::less<>>& all() const noexcept { return by_name_; }

    /// The node itself, what it takes frames from, and so on to the source. Empty where the way is broken or
    /// runs in a loop. Of a sink's link: begin at the node it names.
    [[nodiscard]] std::vector<const Node*> way_up(const Node* node) const {
        std::vector<const Node*> way;
        for (; node; node = node->from.empty() ? nullptr : find(node->from.front().node)) {
            way.push_back(node);
            if (node->kind == NodeKind::source) return way;
            if (node->kind == NodeKind::sink || way.size() > by_name_.size()) break;
        }
        return {};
    }

private:
    std::map<std::string, const Node*, std::less<>> by_name_;
};

/// "filters.motion", for messages.
[[nodiscard]] inline std::string where_of(const Node& node) { return below(section_of(node.kind), node.name); }

}  // namespace sluice::config
