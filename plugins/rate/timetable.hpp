#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include <sluice/clock.hpp>
#include <sluice/params.hpp>

/// Which frames of a stream pass so that `rate` of them do in a second: the mean is exact, neighbours are
/// uneven by at most one period of the source, and a source of that very rate loses nothing although its
/// time stamps tremble. One stream, one thread at a time.
class Timetable {
public:
    explicit Timetable(sluice::Rate rate) noexcept : rate_(rate) {}

    /// Nothing is due yet: the next frame passes, and time counts from it.
    void forget() noexcept { began_ = false; }

    /// Frames in order of capture; time that goes back, or a hole of a whole period, begins anew.
    [[nodiscard]] bool passes(sluice::Clock::time_point captured) noexcept {
        if (!began_) {
            restart(captured);
        } else {
            learn_gap(captured);
            const double late = seconds(captured - due());
            if (late < -early_share * gap_) {
                if (late > -2 * (period() + gap_)) return false;
                restart(captured);
            } else if (late >= period()) {
                restart(captured);
            }
        }
        take_one();
        return true;
    }

private:
    // The frame nearest to the due time passes. A little less than half a gap, so that one exactly
    // between two due times always falls to the same side.
    static constexpr double early_share = 0.45;

    [[nodiscard]] static double seconds(sluice::Clock::duration time) noexcept {
        return std::chrono::duration<double>(time).count();
    }
    [[nodiscard]] double period() const noexcept { return 1 / rate_.per_second(); }
    [[nodiscard]] sluice::Clock::time_point due() const noexcept {
        return begin_ + std::chrono::duration_cast<sluice::Clock::duration>(std::chrono::duration<double>(taken_ * period()));
    }

    void restart(sluice::Clock::time_point captured) noexcept {
        if (!began_) gap_ = 0;
        began_ = true;
        begin_ = last_ = captured;
        taken_ = 0;
    }

    // `frames` of them take exactly `seconds`: beginning anew there, no rounding adds up over days.
    void take_one() noexcept {
        if (++taken_ < rate_.frames) return;
        taken_ = 0;
        begin_ += std::chrono::seconds(rate_.seconds);
    }

    // The source's own period, smoothed; a hole counts for little.
    void learn_gap(sluice::Clock::time_point captured) noexcept {
        const double gap = seconds(captured - std::exchange(last_, captured));
        if (gap <= 0) return;
        if (gap_ == 0) gap_ = gap;
        gap_ += ((gap < 2 * gap_ ? gap : 2 * gap_) - gap_) / 8;
    }

    sluice::Rate rate_;
    bool began_ = false;
    sluice::Clock::time_point begin_{};  // of the present run of `frames` due times
    std::uint32_t taken_ = 0;            // due times of that run that are over
    sluice::Clock::time_point last_{};   // seen, passed or not
    double gap_ = 0;                     // seconds; 0: not known
};
