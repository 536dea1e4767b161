#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/buffer_pool.hpp"
#include "base/declared.hpp"
#include "config/config.hpp"

namespace sluice {

/// `with: node` on a link: that node's newest notes are laid on each frame.
struct PlannedOverlay {
    std::size_t node = 0;
    std::chrono::nanoseconds max_age{0};
    bool waits = false;  ///< `drop: never`: for the frame's own notes
};

/// One `from` link, decided: where it leads and how frames get across.
struct PlannedLink {
    std::size_t from = 0;   ///< index of the node that gives
    std::size_t to = 0;     ///< index of the node that takes
    std::size_t input = 0;  ///< which of the taker's inputs
    std::string name;       ///< the public name on a sink
    std::size_t source = 0; ///< index of the source at the head of the branch
    std::optional<Rate> fps;
    std::optional<PlannedOverlay> with;

    bool mailbox = false;  ///< handed to another lane; otherwise a call on the giver's lane
    unsigned queue = 1;    ///< the mailbox's length
    config::Drop drop = config::Drop::oldest;
    bool paced = false;    ///< bursts come: the taker's lane spreads them, or a zmq sink would lose most
};

/// A source with what its driver should lend at most, and the memory its frames may take beyond.
struct PlannedSource {
    std::size_t node = 0;
    unsigned buffers = 4;
    bool opened = false;  ///< somebody opens its pictures
    BufferPool::Limits pool;
    Promise promise;  ///< what its parameters say of its frames
};

/// What will run. An immutable value, made from a checked config before anything opens. Lanes are one
/// for each source, and one for each node that has a mailbox in front of it.
struct Plan {
    std::vector<config::Node> nodes;
    std::vector<Declared> declared;  ///< of each node, by index; empty for all but filters
    std::vector<PlannedLink> links;
    std::vector<PlannedSource> sources;
    std::vector<std::size_t> lanes;  ///< nodes with a lane of their own behind mailboxes

    std::vector<std::size_t> source_of;  ///< of each node: the source at the head of its branch (a sink's first)
    std::vector<std::size_t> lane_of;    ///< of each node: whose lane it runs on (of a sink's first input)

    /// The links by which the pictures a filter opens come to it unchanged, from its own upwards: past filters
    /// that open them too and hand on the same, not past one that thins, holds or draws. Indexes of links.
    [[nodiscard]] std::vector<std::size_t> picture_way(std::size_t filter) const;
};

[[nodiscard]] Plan make_plan(config::Config config);

/// Buffers a camera is asked for: four keep the driver and one frame on its way busy, and each mailbox
/// may hold its queue and the frame being worked on. Beyond eight, copying is cheaper than the memory.
inline constexpr unsigned fewest_buffers = 4;
inline constexpr unsigned most_buffers = 8;

}  // namespace sluice
