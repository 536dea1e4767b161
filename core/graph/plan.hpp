#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace sluice {

/// One `from` link, decided: where it leads and how frames get across.
struct PlannedLink {
    std::size_t from = 0;   ///< index of the node that gives
    std::size_t to = 0;     ///< index of the node that takes
    std::size_t input = 0;  ///< which of the taker's inputs
    std::string name;       ///< the public name on a sink
    std::size_t source = 0; ///< index of the source at the head of the branch
    std::optional<Rate> fps;

    bool mailbox = false;  ///< handed to another lane; otherwise a call on the giver's lane
    unsigned queue = 1;    ///< the mailbox's length
    config::Drop drop = config::Drop::oldest;
};

/// A source with what its driver should lend at most.
struct PlannedSource {
    std::size_t node = 0;
    unsigned buffers = 4;
};

/// What will run. An immutable value, made from a checked config before anything opens. Lanes are one
/// for each source, and one for each node that has a mailbox in front of it.
struct Plan {
    std::vector<config::Node> nodes;
    std::vector<PlannedLink> links;
    std::vector<PlannedSource> sources;
    std::vector<std::size_t> lanes;  ///< nodes with a lane of their own behind mailboxes
};

[[nodiscard]] Plan make_plan(config::Config config);

/// Buffers a camera is asked for: four keep the driver and one frame on its way busy, and each mailbox
/// may hold its queue and the frame being worked on. Beyond eight, copying is cheaper than the memory.
inline constexpr unsigned fewest_buffers = 4;
inline constexpr unsigned most_buffers = 8;

}  // namespace sluice
