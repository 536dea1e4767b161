#pragma once

#include <cstdint>
#include <vector>

namespace sluice::tool {

/// Latencies of any number in fixed memory: exact to a microsecond below 64 us, to 1.6 % above.
class LatencyHistogram {
public:
    LatencyHistogram();

    /// A negative latency counts as 0. One that makes no sense, for the clocks of two hosts differ, is remembered: below -1 ms,
    /// or above an hour.
    void add(std::int64_t microseconds) noexcept;
    /// The latency that this share (0 to 1) of the samples does not exceed; 0 without samples.
    [[nodiscard]] std::int64_t percentile(double share) const noexcept;
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// More than half of the samples made no sense: the figures mean nothing.
    [[nodiscard]] bool clocks_differ() const noexcept { return senseless_ * 2 > count_; }
    void clear() noexcept;

private:
    std::vector<std::uint64_t> buckets_;
    std::uint64_t count_ = 0, senseless_ = 0;
};

}  // namespace sluice::tool
