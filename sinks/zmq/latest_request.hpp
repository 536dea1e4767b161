#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <sluice/clock.hpp>

namespace sluice::zmq_sink_parts {

/// Longer requests end the connection.
inline constexpr std::size_t most_request_bytes = 1u << 10;

/// What a client asks for: the newest frame of a topic. See WIRE.md.
struct LatestRequest {
    std::string topic;
    std::uint32_t max_width = std::numeric_limits<std::uint32_t>::max();  ///< pixels
    Clock::duration least_gap{0};                                         ///< between two answers
};

/// Reads the JSON of one request, which may be anything. Empty: understood; else why not: "what; what next".
[[nodiscard]] std::string parse_request(std::string_view text, LatestRequest& request);

/// The header of the answer to a request that cannot be met, on `sluice/error/`.
[[nodiscard]] std::string refusal_header(std::string_view why);

}  // namespace sluice::zmq_sink_parts
