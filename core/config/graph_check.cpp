#include "config/graph_check.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "config/node_index.hpp"
#include "config/node_table.hpp"
#include "config/param_reader.hpp"

namespace sluice::config {

namespace {

void check_links(const Node& node, const NodeIndex& index, Report& report) {
    std::vector<std::string> givers;
    for (const auto& [name, other] : index.all())
        if (other->kind != NodeKind::sink && other != &node) givers.push_back(name);
    for (const Link& link : node.from) {
        const std::string where = below(where_of(node), "from");
        const Node* giver = index.find(link.node);
        if (!giver) {
            std::string next = did_you_mean(link.node, givers);
            if (next.empty() && !givers.empty()) next = text::cat("known: ", printable(text::join(givers, ", ")));
            report.mistake(link.place, where, text::cat("there is no node ", in_quotes(link.node)), next);
        } else if (giver->kind == NodeKind::sink) {
            report.mistake(link.place, where, text::cat(printable(link.node), " is a sink"),
                           "take frames from a source or a filter");
        }
    }
}

// The filters of the loop that this one is in, from it on; empty: it is in none.
std::vector<const Node*> loop_of(const Node& start, const NodeIndex& index) {
    std::vector<const Node*> way;
    const Node* at = &start;
    while (at->kind == NodeKind::filter && way.size() <= index.all().size()) {
        way.push_back(at);
        const Node* next = at->from.empty() ? nullptr : index.find(at->from.front().node);
        if (!next) return {};
        at = next;
        if (at == &start) return way;
    }
    return {};
}

void check_loops(const std::vector<Node>& nodes, const NodeIndex& index, Report& report) {
    for (const Node& node : nodes) {
        const std::vector<const Node*> loop = loop_of(node, index);
        if (loop.empty()) continue;
        // Each loop is said once, at the one of its filters that is written first.
        const auto first = [](const Node* a, const Node* b) { return a->place < b->place; };
        if (*std::min_element(loop.begin(), loop.end(), first) != &node) continue;
        // In the order frames would go: against the links.
        std::string way = node.name;
        for (auto each = loop.rbegin(); each != loop.rend(); ++each) way += text::cat(" -> ", (*each)->name);
        report.mistake(node.from.front().place, below(where_of(node), "from"), text::cat("a loop: ", printable(way)),
                       "let one of them take frames from a source");
    }
}

}  // namespace

void check_graph(const std::vector<Node>& nodes, Report& report) {
    const NodeIndex index(nodes);
    for (const Node& node : nodes) check_links(node, index, report);
    check_loops(nodes, index, report);
}

void warn_of_unused(const std::vector<Node>& nodes, Report& report) {
    const auto is_used = [&](const Node& node) {
        return std::any_of(nodes.begin(), nodes.end(), [&](const Node& other) {
            return std::any_of(other.from.begin(), other.from.end(),
                               [&](const Link& link) { return link.node == node.name || link.with == node.name; });
        });
    };
    for (const Node& node : nodes) {
        const bool acts = node.run_always || (node.entry && node.entry->acts);
        if (node.kind == NodeKind::sink || acts || is_used(node)) continue;
        const bool filter = node.kind == NodeKind::filter;
        report.warning(node.place, where_of(node), "nobody takes its frames",
                       filter ? "name it in a sink's from (or run: always)" : "name it in a sink's from");
    }
}

std::vector<Node> in_order(std::vector<Node> nodes) {
    const NodeIndex index(nodes);
    const auto depth = [&](const Node& node) {
        std::size_t filters = 0;
        for (const Node* at = &node; at->kind == NodeKind::filter; at = index.find(at->from.front().node))
            ++filters;
        return filters;
    };
    std::vector<std::pair<std::size_t, std::size_t>> order;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        order.emplace_back(nodes[i].kind == NodeKind::sink ? nodes.size() + 1 : depth(nodes[i]), i);
    std::sort(order.begin(), order.end());
    std::vector<Node> out;
    for (const auto& [filters, i] : order) out.push_back(std::move(nodes[i]));
    return out;
}

}  // namespace sluice::config
