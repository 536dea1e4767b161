#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::zmq_sink_parts {

/// What a subscriber that is behind gets: the `latency` of a zmq sink. README.md has what each costs.
enum class Latency : std::uint8_t {
    low,       ///< the newest, even if cameras that send at once cost it a frame
    balanced,  ///< nothing is lost to a subscriber that keeps up, little waits for one that does not
    complete,  ///< the sink waits for the slowest subscriber, at most a second a frame
};

/// What decides what waits for a subscriber.
struct SocketLimits {
    int sndhwm = 0;           ///< of libzmq: messages per connection, over all topics
    std::size_t per_topic = 0;  ///< of ours: messages per connection and topic
    int sndbuf = 0;           ///< bytes, in the kernel
    int send_timeout_ms = 0;  ///< how long a send waits for room; 0: it never waits
    bool nodrop = false;      ///< a send with no room fails instead of passing over that subscriber
};

/// `topics`: how many frame topics share the socket.
[[nodiscard]] SocketLimits limits_for(Latency latency, std::size_t topics) noexcept;

/// "low", "balanced", "complete"; nothing for another word.
[[nodiscard]] std::optional<Latency> latency_named(std::string_view name) noexcept;

}  // namespace sluice::zmq_sink_parts
