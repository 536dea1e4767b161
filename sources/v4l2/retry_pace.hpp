#pragma once

#include <algorithm>

#include <sluice/clock.hpp>

namespace sluice::v4l2 {

/// When to try again what failed: soon at first, then ever more seldom, for opening a camera again and again makes some of
/// them leave the bus.
class RetryPace {
public:
    explicit RetryPace(Clock::duration slowest) : slowest_(slowest) {}

    /// It failed; when to try next.
    Clock::time_point failed(Clock::time_point now) noexcept {
        const Clock::time_point next = now + pause_;
        pause_ = std::min(2 * pause_, slowest_);
        return next;
    }
    /// Something has changed: quick again.
    void reset() noexcept { pause_ = first; }

private:
    static constexpr Clock::duration first = std::chrono::milliseconds(50);
    Clock::duration slowest_;
    Clock::duration pause_ = first;
};

}  // namespace sluice::v4l2
