#include "graph/plan.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace sluice {

namespace {

constexpr unsigned longest_queue = 1024;
constexpr auto default_max_age = std::chrono::seconds(1);

bool is_unpaced(const config::Node& source) {
    return source.entry && source.entry->unpaced && source.entry->unpaced(*source.params);
}

class Planner {
public:
    explicit Planner(config::Config config) {
        plan_.nodes = std::move(config.nodes);
        const std::size_t count = plan_.nodes.size();
        plan_.declared.resize(count);
        plan_.source_of.resize(count);
        plan_.lane_of.resize(count);
        bursts_.resize(count);
        promises_.resize(count);
        for (std::size_t i = 0; i < count; ++i) index_[plan_.nodes[i].name] = i;
    }

    Plan make() {
        for (std::size_t node = 0; node < plan_.nodes.size(); ++node) plan_node(node);
        for (std::size_t i = 0; i < plan_.nodes.size(); ++i)
            if (plan_.nodes[i].kind == NodeKind::source) plan_.sources.push_back(planned_source(i));
        return std::move(plan_);
    }

private:
    // Sources come first, then each filter after the one it takes from, then sinks.
    void plan_node(std::size_t to) {
        const config::Node& node = plan_.nodes[to];
        plan_.source_of[to] = plan_.lane_of[to] = to;
        if (node.kind == NodeKind::source && node.entry && node.entry->promise) node.entry->promise(*node.params, promises_[to]);
        if (node.kind == NodeKind::filter && node.entry) plan_.declared[to] = declared_by(*node.entry, *node.params);
        bool lane = false;
        for (std::size_t input = 0; input < node.from.size(); ++input) {
            PlannedLink link = planned_link(node.from[input], to);
            link.input = input;
            if (input == 0) {
                plan_.source_of[to] = link.source;
                plan_.lane_of[to] = link.mailbox ? to : plan_.lane_of[link.from];
            }
            lane |= link.mailbox;
            plan_.links.push_back(std::move(link));
        }
        if (node.kind == NodeKind::filter) bursts_[to] = burst_behind(to);
        if (lane) plan_.lanes.push_back(to);
    }

    PlannedLink planned_link(const config::Link& written, std::size_t to) {
        const config::Node& taker = plan_.nodes[to];
        PlannedLink link;
        link.from = index_.at(written.node);
        link.to = to;
        link.source = plan_.source_of[link.from];
        link.name = written.as.value_or(written.node);
        link.fps = written.fps;
        const bool blocks = taker.entry && (taker.entry->blocks || (taker.entry->may_block && taker.entry->may_block(*taker.params)));
        const unsigned burst = bursts_[link.from];
        // A zmq sink behind a burst gets a lane that spreads it.
        link.paced = burst > 0 && taker.kind == NodeKind::sink && !blocks;
        link.mailbox = blocks || written.queue || written.drop || link.paced || starts_lane(link.from, to);
        link.queue = std::max(1u, written.queue.value_or(std::max(burst, taker.entry ? taker.entry->queue : 1u)));
        // A source without a pace of its own would only fill queues to overwrite them: its readers set the pace.
        const bool unpaced = is_unpaced(plan_.nodes[link.source]);
        link.drop = written.drop.value_or(unpaced ? config::Drop::never : config::Drop::oldest);
        if (written.with)
            link.with = PlannedOverlay{index_.at(*written.with), written.max_age.value_or(default_max_age), waits(written, link)};
        return link;
    }

    // The filter that opens pictures first on a source's lane: the camera must not wait for it.
    [[nodiscard]] bool starts_lane(std::size_t from, std::size_t to) const {
        return plan_.declared[to].opens() && plan_.lane_of[from] == plan_.source_of[from];
    }

    // Every frame comes with its own notes where nothing may be dropped, which makes replays repeat.
    [[nodiscard]] bool waits(const config::Link& written, const PlannedLink& link) const {
        const std::size_t annotator = index_.at(*written.with);
        return link.drop == config::Drop::never && plan_.nodes[annotator].from.front().node == written.node;
    }

    // How many frames may come at once from this filter: what it holds, or what comes to it on the same lane.
    [[nodiscard]] unsigned burst_behind(std::size_t filter) const {
        const PlannedLink& inlet = plan_.links.back();
        const Declared& declared = plan_.declared[filter];
        unsigned burst = inlet.mailbox ? 0 : bursts_[inlet.from];
        if (declared.holds.count() > 0) burst += frames_in(declared.holds, inlet);
        return std::min(burst, longest_queue);
    }

    [[nodiscard]] unsigned frames_in(std::chrono::nanoseconds time, const PlannedLink& link) const {
        constexpr double unknown_rate = 60;
        double rate = promises_[link.source].rate.per_second();
        if (rate <= 0) rate = unknown_rate;
        for (const PlannedLink* at = &link;;) {
            if (at->fps) rate = std::min(rate, at->fps->per_second());
            const auto above = std::ranges::find(plan_.links, at->from, &PlannedLink::to);
            if (above == plan_.links.end()) break;
            at = &*above;
        }
        // What comes while a burst is on its way waits too: it is spread over a quarter of its time.
        const double frames = std::ceil(std::chrono::duration<double>(time).count() * rate * 1.25) + 2;
        return static_cast<unsigned>(std::min<double>(frames, longest_queue));
    }

    [[nodiscard]] PlannedSource planned_source(std::size_t node) const {
        PlannedSource source;
        source.node = node;
        source.promise = promises_[node];
        unsigned wanted = fewest_buffers;
        for (const PlannedLink& link : plan_.links)
            if (link.source == node && link.mailbox) wanted = std::min(most_buffers, wanted + link.queue + 1);
        source.buffers = wanted;
        for (const PlannedLink& link : plan_.links)
            source.opened |= link.source == node && plan_.nodes[link.to].entry && plan_.nodes[link.to].entry->narrows;
        for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
            if (plan_.nodes[i].kind != NodeKind::filter || plan_.source_of[i] != node) continue;
            const Declared& declared = plan_.declared[i];
            source.opened |= declared.opens() || declared.publishes;
            // What a filter holds, and once more what of it waits in the queue behind it.
            if (declared.holds.count() > 0) source.pool.buffers += 2 * std::size_t{bursts_[i]};
            source.pool.bytes += 2 * declared.holds_bytes;
        }
        return source;
    }

    Plan plan_;
    std::unordered_map<std::string, std::size_t> index_;
    std::vector<unsigned> bursts_;     // of each node: frames it may hand on at once
    std::vector<Promise> promises_;    // of each node; of sources
};

}  // namespace

std::vector<std::size_t> Plan::picture_way(std::size_t filter) const {
    std::vector<std::size_t> way;
    for (std::size_t at = filter; nodes[at].kind == NodeKind::filter;) {
        const auto link = std::ranges::find(links, at, &PlannedLink::to);
        if (link == links.end()) break;
        way.push_back(static_cast<std::size_t>(link - links.begin()));
        const Declared& above = declared[link->from];
        const bool same = above.opens() && !above.publishes && !above.coefficients && above.holds.count() == 0;
        if (link->fps || !same) break;
        at = link->from;
    }
    return way;
}

Plan make_plan(config::Config config) { return Planner(std::move(config)).make(); }

}  // namespace sluice
