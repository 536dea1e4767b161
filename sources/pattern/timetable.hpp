#pragma once

#include <cstdint>

#include <sluice/clock.hpp>
#include <sluice/params.hpp>

namespace sluice::pattern {

/// When each frame of a steady rate is due, without drift for as long as one likes.
class Timetable {
public:
    Timetable(Rate rate, Clock::time_point start) noexcept : rate_(rate), start_(start) {}

    [[nodiscard]] Clock::time_point due(std::uint64_t number) const noexcept {
        const std::uint64_t product = number * rate_.seconds;
        const auto whole = std::chrono::seconds(static_cast<std::int64_t>(product / rate_.frames));
        const auto rest = std::chrono::nanoseconds(static_cast<std::int64_t>(product % rate_.frames * 1'000'000'000 / rate_.frames));
        return start_ + whole + rest;
    }

    /// The last frame that is due at `now`.
    [[nodiscard]] std::uint64_t newest(Clock::time_point now) const noexcept {
        if (now <= start_) return 0;
        const auto ran = static_cast<std::uint64_t>(std::chrono::nanoseconds(now - start_).count());
        constexpr std::uint64_t second = 1'000'000'000;
        return (ran / second * rate_.frames + ran % second * rate_.frames / second) / rate_.seconds;
    }

private:
    Rate rate_;
    Clock::time_point start_;
};

}  // namespace sluice::pattern
