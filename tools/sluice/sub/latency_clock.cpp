#include "tools/sluice/sub/latency_clock.hpp"

#include <chrono>
#include <fstream>
#include <utility>

#include <sluice/clock.hpp>

namespace sluice::tool {

bool LatencyClock::use(bool shared) noexcept { return std::exchange(shared_, shared) != shared; }

bool LatencyClock::learn(std::string_view boot) noexcept {
    of_publisher_ = !own_boot_.empty() && boot == own_boot_;
    return !relays_ && use(of_publisher_);
}

bool LatencyClock::learn(const FrameHeader& header) noexcept {
    relays_ = header.relayed;
    return use(relays_ ? !own_boot_.empty() && header.boot == own_boot_ : of_publisher_);
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
