#pragma once

#include <chrono>

namespace sluice {

/// CLOCK_MONOTONIC: the clock of V4L2's own time stamps. Every instant inside sluice is one of these.
using Clock = std::chrono::steady_clock;

/// The same instant on CLOCK_REALTIME, by the offset between the two clocks now. [any thread]
[[nodiscard]] inline std::chrono::system_clock::time_point wall_time(Clock::time_point instant) noexcept {
    const auto age = Clock::now() - instant;
    return std::chrono::time_point_cast<std::chrono::system_clock::duration>(std::chrono::system_clock::now() - age);
}

/// Microseconds since the clock's zero, as the wire carries them. [any thread]
template <typename AnyClock, typename Duration>
[[nodiscard]] std::int64_t microseconds(std::chrono::time_point<AnyClock, Duration> instant) noexcept {
    return std::chrono::duration_cast<std::chrono::microseconds>(instant.time_since_epoch()).count();
}

}  // namespace sluice
