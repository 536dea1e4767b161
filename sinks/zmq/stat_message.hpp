#pragma once

#include <cstdint>
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
};

/// The header of a message on `sluice/stat/`: a JSON object, see WIRE.md.
[[nodiscard]] std::string stat_header(const std::vector<TopicStat>& topics, Clock::time_point now);

}  // namespace sluice::zmq_sink_parts
