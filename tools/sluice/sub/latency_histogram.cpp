#include "tools/sluice/sub/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sluice::tool {

namespace {

// 64 buckets for each power of two: the index is the exponent and the six bits below the leading one.
constexpr int fine_bits = 6;
constexpr std::uint64_t fine = 1U << fine_bits;

std::size_t bucket_of(std::uint64_t value) {
    if (value < fine) return static_cast<std::size_t>(value);
    const int shift = std::bit_width(value) - 1 - fine_bits;
    return static_cast<std::size_t>((static_cast<std::uint64_t>(shift) + 1) * fine + ((value >> shift) - fine));
}

std::uint64_t middle_of(std::size_t bucket) {
    if (bucket < fine) return bucket;
    const std::uint64_t shift = bucket / fine - 1;
    const std::uint64_t low = (bucket % fine + fine) << shift;
    return low + ((std::uint64_t{1} << shift) >> 1);
}

constexpr std::int64_t least_us = 1000, most_us = 3'600'000'000;
constexpr std::uint64_t most = (std::uint64_t{1} << 53) - 1;

}  // namespace

LatencyHistogram::LatencyHistogram() : buckets_(bucket_of(most) + 1) {}

void LatencyHistogram::add(std::int64_t microseconds) noexcept {
    ++count_;
    if (microseconds < -least_us || microseconds > most_us) ++senseless_;
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(microseconds, 0));
    ++buckets_[bucket_of(std::min(value, most))];
}

std::int64_t LatencyHistogram::percentile(double share) const noexcept {
    if (count_ == 0) return 0;
    const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        seen += buckets_[i];
        if (seen >= rank) return static_cast<std::int64_t>(middle_of(i));
    }
    return static_cast<std::int64_t>(most);
}

void LatencyHistogram::clear() noexcept {
    std::fill(buckets_.begin(), buckets_.end(), 0);
    count_ = senseless_ = 0;
}

}  // namespace sluice::tool
