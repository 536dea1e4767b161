#pragma once

#include <algorithm>
#include <chrono>

#include <sluice/clock.hpp>

namespace sluice::zmq_sink_parts {

/// How many messages one peer may send: so many at once, then so many a second.
class Allowance {
public:
    static constexpr double burst = 2048, per_second = 256;

    /// One message. False: more than it may.
    [[nodiscard]] bool spend(Clock::time_point now) noexcept {
        if (paid_ != Clock::time_point{})
            credit_ = std::min(burst, credit_ + std::max(0.0, std::chrono::duration<double>(now - paid_).count()) * per_second);
        paid_ = now;
        credit_ = std::max(-1.0, credit_ - 1);
        return credit_ >= 0;
    }
    /// That message was due, and counts no longer.
    void refund() noexcept { credit_ = std::min(burst, credit_ + 1); }

private:
    double credit_ = burst;
    Clock::time_point paid_{};
};

}  // namespace sluice::zmq_sink_parts
