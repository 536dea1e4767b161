#include "tools/sluice/sub/latency_clock.hpp"

#include <chrono>
#include <fstream>

#include <sluice/clock.hpp>

namespace sluice::tool {

bool LatencyClock::learn(std::string_view boot) noexcept {
    const bool before = shared_;
    shared_ = !own_boot_.empty() && boot == own_boot_;
    return shared_ != before;
}

std::int64_t LatencyClock::latency_us(const FrameHeader& header) const noexcept {
    if (shared_) return microseconds(Clock::now()) - header.ts_us;
    return microseconds(std::chrono::system_clock::now()) - header.wall_us;
}

std::string own_boot_id() {
    std::string out;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> out;
    return out;
}

}  // namespace sluice::tool
