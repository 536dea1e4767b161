#pragma once

#include <algorithm>
#include <utility>

#include <sluice/clock.hpp>
#include <sluice/params.hpp>

namespace sluice {

/// `from: {fps: 5}`: lets a frame pass when it is due. Each that passes makes the next due one period of the
/// asked rate later, not later than itself: so the mean is exact (30 -> 20 included), neighbours are uneven
/// by at most one period of the source, and a source that keeps the asked rate loses nothing, however its
/// first frame was stamped. [lane]
class Thinner {
public:
    explicit Thinner(Rate rate) noexcept : period_(rate.frames > 0 ? 1 / rate.per_second() : 0) {}

    [[nodiscard]] bool passes(Clock::time_point captured) noexcept {
        if (!began_) restart(captured);
        const double late = std::chrono::duration<double>(captured - begin_).count() - due_;
        learn_gap(captured);
        // The frame nearest to the due time: one stamped a little early is not missed.
        if (late < -std::min(gap_ / 2, period_ / 4)) {
            if (late >= -1.5 * period_) return false;
            restart(captured);  // time has gone back
        } else if (late >= period_) {
            restart(captured);  // after a hole there is nothing to catch up with
        }
        due_ += period_;
        return true;
    }

private:
    void restart(Clock::time_point captured) noexcept {
        began_ = true;
        begin_ = last_ = captured;
        due_ = 0;
    }

    // The source's own period, smoothed; a hole counts for little.
    void learn_gap(Clock::time_point captured) noexcept {
        const double gap = std::chrono::duration<double>(captured - std::exchange(last_, captured)).count();
        if (gap <= 0) return;
        gap_ = gap_ == 0 ? gap : gap_ + (std::min(gap, 2 * gap_) - gap_) / 8;
    }

    double period_;  // seconds
    double gap_ = 0;
    bool began_ = false;
    Clock::time_point begin_{};
    Clock::time_point last_{};  // seen, passed or not
    double due_ = 0;  // seconds since begin_
};

}  // namespace sluice
