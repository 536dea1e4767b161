#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>

namespace sluice::bench_graph {

/// Waits for the next multiple of a period; does nothing where there is none.
class Pace {
public:
    explicit Pace(std::uint32_t period_us) : period_us_(period_us) { ::clock_gettime(CLOCK_MONOTONIC, &next_); }

    void wait() {
        if (period_us_ == 0) return;
        next_.tv_nsec += period_us_ * 1000L;
        next_.tv_sec += next_.tv_nsec / 1'000'000'000;
        next_.tv_nsec %= 1'000'000'000;
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next_, nullptr);
    }

private:
    const std::uint32_t period_us_;
    timespec next_{};
};

}  // namespace sluice::bench_graph
