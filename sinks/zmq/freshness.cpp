#include "freshness.hpp"

#include <algorithm>

namespace sluice::zmq_sink_parts {

SocketLimits limits_for(Latency latency, std::size_t topics) noexcept {
    // A source's messages at one instant: a frame, its notes, a change of state; and the stat message beside them all.
    const auto burst = static_cast<int>(3 * topics + 1);
    // libzmq learns of room only for half of the limit at once: at the worst moment half of it, and one more, is free.
    const int room_for_a_burst = 2 * burst;
    switch (latency) {
        case Latency::low: return {static_cast<int>(2 * std::max<std::size_t>(topics, 1)), 2, 64 << 10, 0, false};
        case Latency::complete: return {4 * room_for_a_burst, 16, 256 << 10, 1000, true};
        case Latency::balanced: break;
    }
    return {room_for_a_burst, 4, 256 << 10, 0, false};
}

std::optional<Latency> latency_named(std::string_view name) noexcept {
    if (name == "low") return Latency::low;
    if (name == "balanced") return Latency::balanced;
    if (name == "complete") return Latency::complete;
    return std::nullopt;
}

}  // namespace sluice::zmq_sink_parts
