#pragma once

#include <chrono>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include <sluice/client/header.hpp>

namespace sluice::client {

/// How old a frame was when it was handed out.
struct Latency {
    enum class Clock {
        monotonic,  ///< one clock told both ends: exact
        wall,       ///< the wall clocks of two machines: what they differ is part of the figure
    };
    std::chrono::microseconds age{0};
    Clock clock = Clock::wall;
};

namespace fields {

[[nodiscard]] inline std::int64_t monotonic_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[nodiscard]] inline std::int64_t wall_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Empty where the kernel does not tell.
[[nodiscard]] inline std::string own_boot() {
    std::string out;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> out;
    return out;
}

}  // namespace fields

/// `own_boot`: of this machine; `stat_boot`: what the publisher said of its own, empty until it has. Nothing where the figure
/// makes no sense: the frame would be of the future, or more than an hour old.
[[nodiscard]] inline std::optional<Latency> latency_of(const Header& header, const std::string& own_boot, const std::string& stat_boot,
                                                       std::int64_t monotonic_us, std::int64_t wall_us) {
    constexpr std::int64_t future_us = 1000, past_us = std::int64_t{3600} * 1000 * 1000;
    const std::string& boot = header.src_epoch ? header.boot : stat_boot;
    const bool shared = !own_boot.empty() && boot == own_boot;
    const std::int64_t age = shared ? monotonic_us - header.ts_us : wall_us - header.wall_us;
    if (age < -future_us || age > past_us) return std::nullopt;
    return Latency{std::chrono::microseconds(age < 0 ? 0 : age), shared ? Latency::Clock::monotonic : Latency::Clock::wall};
}

}  // namespace sluice::client
