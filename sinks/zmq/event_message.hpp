#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sluice/sink.hpp>
#include <sluice/source.hpp>

namespace sluice::zmq_sink_parts {

/// What the sink adds to a change of state.
struct EventFacts {
    std::string_view source;
    std::uint64_t seq = 0;
    std::int64_t wall_us = 0;  ///< of InputStatus::since
};

/// The header of a message on `<name>/event/`: a JSON object, see WIRE.md. `agreed` is told of a source that is online.
[[nodiscard]] std::string event_header(const InputStatus& status, const Stream& agreed, const EventFacts& facts);

}  // namespace sluice::zmq_sink_parts
