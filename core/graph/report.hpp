#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <sluice/entry.hpp>

namespace sluice {

/// The counters of one node at one moment.
struct NodeReport {
    std::string name;
    std::string type;
    NodeKind kind = NodeKind::source;
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    std::uint64_t unwanted = 0;
    std::uint64_t failed = 0;
    std::uint64_t bytes = 0;
    std::map<std::string, std::uint64_t, std::less<>> dropped;

    /// What was done to the pictures of a source; see PictureCounters.
    struct Pictures {
        std::uint64_t decodes = 0, later_decodes = 0, encodes = 0, block_reads = 0, block_writes = 0, damaged = 0;
    };
    Pictures pictures;
};

/// What a person or a program is told once a second; nodes in the plan's order.
using Report = std::vector<NodeReport>;

}  // namespace sluice
