#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sluice/sink.hpp>
#include <sluice/source.hpp>

namespace sluice::zmq_sink_parts {

/// One topic as `sluice/stat/` tells of it.
struct TopicStat {
    std::string topic;
    std::string_view source;
    InputStatus status;
    std::optional<Stream> agreed;  ///< what its source said it delivers; nothing before it was online
    double bytes_per_second = 0;
    std::size_t subscribers = 0;
    std::optional<std::uint64_t> missed;  ///< frames that a subscriber did not get, of each; nothing: not known
};

/// What else it tells: of the machine, its clocks, and who was turned away.
struct StatFacts {
    std::string version, host, boot, clock;
    std::int64_t wall_offset_us = 0;                              ///< CLOCK_REALTIME less CLOCK_MONOTONIC
    std::optional<std::map<std::string, std::uint64_t>> refused;  ///< connections by reason; nothing without curve
};

/// Of this machine, now; nobody refused. [any thread]
[[nodiscard]] StatFacts stat_facts();

/// The header of a message on `sluice/stat/`: a JSON object of at most 64 KiB, see WIRE.md. Where so many inputs have
/// so much to tell that it would be longer, their sentences and drops are left out.
[[nodiscard]] std::string stat_header(const std::vector<TopicStat>& topics, const StatFacts& facts,
                                      Clock::time_point now);

}  // namespace sluice::zmq_sink_parts
