#include "config/with_check.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "config/node_index.hpp"
#include "config/param_reader.hpp"

namespace sluice::config {

namespace {

using Way = std::vector<const Node*>;

bool holds(const Way& way, const Node* node) { return std::find(way.begin(), way.end(), node) != way.end(); }

std::string name_of_node(const Node& node) { return printable(node.name); }

// Nodes that wait for each other: what `to` takes frames or notes from, up to `from`, in the order these go.
// Empty where `to` does not depend on `from`.
Way way_between(const Node* from, const Node* to, const NodeIndex& index, Way& seen) {
    if (to == from) return {from};
    if (holds(seen, to)) return {};
    seen.push_back(to);
    for (const Link& link : to->from)
        for (const std::string& name : {link.node, link.with.value_or("")}) {
            const Node* giver = index.find(name);
            if (!giver || giver->kind != NodeKind::filter) continue;
            Way way = way_between(from, giver, index, seen);
            if (way.empty()) continue;
            way.push_back(to);
            return way;
        }
    return {};
}

// One `with`, checked.
class WithCheck {
public:
    WithCheck(const Node& taker, const Link& link, const NodeIndex& index, Report& report)
        : taker_(taker), link_(link), index_(index), report_(report), giver_(index.find(link.node)), with_(index.find(*link.with)) {}

    void run() {
        if (!is_a_filter() || runs_in_a_loop()) return;
        if (taker_.entry && taker_.entry->guards)
            return mistake(text::cat(taker_.type, " guards somebody: notes of an earlier frame must not decide what it hides"),
                           text::cat("take frames from ", name_of_node(*with_), ": each brings its own notes"));
        const Way giver = index_.way_up(giver_);
        const Way with = index_.way_up(with_);
        if (giver.empty() || with.empty()) return;  // said already
        if (is_of_one_source(giver, with)) check_way(giver, with);
    }

private:
    void mistake(std::string what, std::string next) {
        report_.mistake(link_.with_place, below(where_of(taker_), "from.with"), std::move(what), std::move(next));
    }

    bool is_a_filter() {
        if (with_ == &taker_ && taker_.kind == NodeKind::filter) {
            mistake("its own notes cannot be laid on what it takes", "name another filter");
        } else if (!with_) {
            std::vector<std::string> filters;
            for (const auto& [name, node] : index_.all())
                if (node->kind == NodeKind::filter && node != &taker_) filters.push_back(name);
            std::string next = did_you_mean(*link_.with, filters);
            if (next.empty())
                next = filters.empty() ? "name a filter; there is none" : text::cat("known: ", printable(text::join(filters, ", ")));
            mistake(text::cat("there is no node ", in_quotes(*link_.with)), next);
        } else if (with_->kind != NodeKind::filter) {
            mistake(text::cat(name_of_node(*with_), " is a ", name_of(with_->kind), ", and notes come from filters"),
                    "name a filter");
        } else {
            return true;
        }
        return false;
    }

    bool runs_in_a_loop() {
        if (taker_.kind != NodeKind::filter) return false;
        Way seen;
        const Way loop = way_between(&taker_, with_, index_, seen);
        if (loop.empty()) return false;
        if (is_first_of(loop)) {
            std::string names;
            for (const Node* node : loop) names += text::cat(node->name, " -> ");
            mistake(text::cat("a loop: ", printable(names + taker_.name)), "name a filter that takes nothing from this one");
        }
        return true;
    }

    // A loop is said once: at the one of its links with `with` that is written first.
    [[nodiscard]] bool is_first_of(const Way& loop) const {
        for (std::size_t i = 0; i < loop.size(); ++i)
            for (const Link& link : loop[(i + 1) % loop.size()]->from)
                if (link.with == loop[i]->name && link.with_place < link_.with_place) return false;
        return true;
    }

    bool is_of_one_source(const Way& giver, const Way& with) {
        if (giver.back() == with.back()) return true;
        mistake(text::cat(name_of_node(*with_), " sees frames of ", name_of_node(*with.back()), ", and these are of ",
                          name_of_node(*giver.back())),
                text::cat("name a filter that follows ", name_of_node(*giver.back())));
        return false;
    }

    void check_way(const Way& giver, const Way& with) {
        if (holds(giver, with_))
            return mistake(text::cat("frames of ", name_of_node(*giver_), " carry its notes already"), "remove with");
        const Node* common = *std::find_if(giver.begin(), giver.end(), [&](const Node* node) { return holds(with, node); });
        for (const Way& way : {giver, with})
            for (const Node* node : way) {
                if (node == common) break;
                if (!node->entry || !node->entry->reshapes) continue;
                return mistake(text::cat("notes of ", name_of_node(*with_), " do not fit frames of ", name_of_node(*giver_), ": ",
                                         name_of_node(*node), " changes their size or orientation"),
                               node == with_ ? std::string("name a filter that leaves them as they are")
                                             : text::cat("let ", name_of_node(*with_), " take frames from ", name_of_node(*giver_)));
            }
        if (link_.drop == Drop::never && with_->from.front().node != link_.node)
            mistake(text::cat("drop: never waits for the notes of each frame, and ", name_of_node(*with_), " takes none from ",
                              name_of_node(*giver_), " itself"),
                    text::cat("let it take frames from ", name_of_node(*giver_), ", or remove drop: never"));
    }

    const Node& taker_;
    const Link& link_;
    const NodeIndex& index_;
    Report& report_;
    const Node* giver_;
    const Node* with_;
};

}  // namespace

void check_with(const std::vector<Node>& nodes, Report& report) {
    const NodeIndex index(nodes);
    for (const Node& node : nodes)
        for (const Link& link : node.from)
            if (link.with) WithCheck(node, link, index, report).run();
}

}  // namespace sluice::config
