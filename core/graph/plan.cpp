#include "graph/plan.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace sluice {

namespace {

bool is_unpaced(const config::Node& source) {
    return source.entry && source.entry->unpaced && source.entry->unpaced(*source.params);
}

// A link crosses to another lane where the taker may block, or where the config asks for a queue.
bool needs_mailbox(const config::Link& link, const config::Node& taker) {
    return (taker.entry && taker.entry->blocks) || link.queue || link.drop;
}

PlannedLink plan_link(const config::Link& link, const config::Node& taker, const config::Node& source) {
    PlannedLink planned;
    planned.name = link.as.value_or(link.node);
    planned.fps = link.fps;
    planned.mailbox = needs_mailbox(link, taker);
    planned.queue = std::max(1u, link.queue.value_or(taker.entry ? taker.entry->queue : 1u));
    // A source without a pace of its own would only fill queues to overwrite them: its readers set the pace.
    planned.drop = link.drop.value_or(is_unpaced(source) ? config::Drop::never : config::Drop::oldest);
    return planned;
}

unsigned buffers_for(const Plan& plan, std::size_t source) {
    unsigned wanted = fewest_buffers;
    for (const PlannedLink& link : plan.links)
        if (link.source == source && link.mailbox) wanted = std::min(most_buffers, wanted + link.queue + 1);
    return wanted;
}

}  // namespace

Plan make_plan(config::Config config) {
    Plan plan;
    plan.nodes = std::move(config.nodes);
    std::unordered_map<std::string, std::size_t> index;
    std::vector<std::size_t> source_of(plan.nodes.size());
    for (std::size_t to = 0; to < plan.nodes.size(); ++to) {
        const config::Node& node = plan.nodes[to];
        index[node.name] = to;
        source_of[to] = to;
        bool lane = false;
        for (std::size_t input = 0; input < node.from.size(); ++input) {
            const std::size_t from = index.at(node.from[input].node);
            PlannedLink link = plan_link(node.from[input], node, plan.nodes[source_of[from]]);
            link.from = from;
            link.to = to;
            link.input = input;
            link.source = source_of[from];
            source_of[to] = source_of[from];
            lane |= link.mailbox;
            plan.links.push_back(std::move(link));
        }
        if (lane) plan.lanes.push_back(to);
    }
    for (std::size_t i = 0; i < plan.nodes.size(); ++i)
        if (plan.nodes[i].kind == NodeKind::source) plan.sources.push_back({i, buffers_for(plan, i)});
    return plan;
}

}  // namespace sluice
