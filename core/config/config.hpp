#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sluice/entry.hpp>

#include "config/mistake.hpp"

namespace sluice::config {

/// What happens when a mailbox is full.
enum class Drop { oldest, newest, never };

/// One `from` link, as written; what is absent is the plan's to choose.
struct Link {
    std::string node;
    std::optional<Rate> fps;
    std::optional<unsigned> queue;
    std::optional<Drop> drop;
    std::optional<std::string> as;
    std::optional<std::string> with;  ///< the filter whose newest notes are laid on each frame
    std::optional<std::chrono::nanoseconds> max_age;  ///< of those notes; 1 s where absent
    Place with_place;
    Place place;
};

/// One node, checked: its entry was found and its parameters fit.
struct Node {
    NodeKind kind = NodeKind::source;
    std::string name;
    std::string type;
    const NodeEntry* entry = nullptr;  ///< nullptr only where `optional` and nobody offers the type
    std::shared_ptr<const Params> params;
    std::shared_ptr<const Params> legible;  ///< the same, also where some are wrong: asking for one of those throws Unreadable
    std::vector<Link> from;      ///< of filters (exactly one) and sinks (one or more)
    bool required = true;        ///< sources: the start fails without it
    bool optional = false;       ///< filters: frames pass where the plugin is absent
    bool run_always = false;     ///< filters: `run: always`
    bool pass_on_error = false;  ///< filters: `on_error: pass`
    Place place;
};

/// The whole of a config: what will be planned and run. Plain and checked: names are unique, every
/// `from` leads to a node, there is no loop.
struct Config {
    std::vector<Node> nodes;  ///< sources, then filters with each after the one it takes from, then sinks
};

/// What belongs to the program: read before the plugins, and so before the nodes are.
struct Process {
    std::vector<std::string> plugins;       ///< absolute files or folders
    std::vector<Place> plugin_places;       ///< of each
    std::optional<std::string> log;         ///< text or json
    std::optional<std::string> log_level;
    std::optional<std::string> control;     ///< ipc:///PATH: where sources can be changed while they run
};

}  // namespace sluice::config
