#pragma once

#include <algorithm>
#include <cstdint>

namespace sluice::client {

/// How much later than usual a frame of one topic comes. Needs no common clock: what local clock and capture time differ
/// least by is the usual, whatever else that difference is made of. Times in us.
class Lateness {
public:
    /// A frame came. `wall_age`: its age by the wall clocks, which the first is judged by.
    void saw(std::uint64_t epoch, std::uint64_t seq, std::int64_t ts, std::int64_t now, std::int64_t wall_age) {
        const std::int64_t offset = now - ts;
        if (!known_ || (epoch != epoch_ && offset - usual(now) > another_clock)) {
            const bool sense = wall_age > 0 && wall_age < another_clock;
            learn(offset - (sense ? wall_age : 0), now);
            period_ = 0;
        } else if (offset < usual(now)) {
            learn(offset, now);
        }
        if (known_ && epoch == epoch_ && seq == seq_ + 1 && ts > ts_) {
            const std::int64_t step = std::min(ts - ts_, longest_period);
            period_ = period_ == 0 ? step : period_ + (step - period_) / 4;
        }
        known_ = true;
        epoch_ = epoch;
        seq_ = seq;
        ts_ = ts;
    }

    [[nodiscard]] std::int64_t of(std::int64_t ts, std::int64_t now) const { return now - ts - usual(now); }
    /// Nothing newer came although it was waited for: that late is the usual from here on.
    void accept(std::int64_t ts, std::int64_t now) { learn(now - ts, now); }
    /// From one frame to the next; 0: not known.
    [[nodiscard]] std::int64_t period() const noexcept { return period_; }

private:
    static constexpr std::int64_t another_clock = std::int64_t{60} * 1000 * 1000;
    static constexpr std::int64_t longest_period = 2 * 1000 * 1000;
    static constexpr std::int64_t drift = 5000;  // two clocks may part by 1 us in so many

    [[nodiscard]] std::int64_t usual(std::int64_t now) const { return usual_ + (now - since_) / drift; }
    void learn(std::int64_t offset, std::int64_t now) {
        usual_ = offset;
        since_ = now;
    }

    bool known_ = false;
    std::int64_t usual_ = 0, since_ = 0, ts_ = 0, period_ = 0;
    std::uint64_t epoch_ = 0, seq_ = 0;
};

}  // namespace sluice::client
