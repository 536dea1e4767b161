#pragma once

#include <sys/time.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <sluice/clock.hpp>
#include <sluice/source.hpp>

namespace sluice::v4l2 {

/// Tells when a frame was captured from the stamp its driver put on it, on whichever clock of this machine that is.
/// Drivers lie: they say monotonic and mean another clock, or send zeros. What cannot be right is replaced by the
/// host's time. [the lane of its source]
class StampClock {
public:
    /// The three clocks at one instant.
    struct Reading {
        Clock::time_point monotonic;
        std::chrono::nanoseconds realtime{}, boottime{};
    };
    using ReadClocks = std::function<Reading()>;

    StampClock();
    /// Tests read clocks of their own. Not called for a driver on the monotonic clock, but for the first frame.
    explicit StampClock(ReadClocks read) : read_(std::move(read)) {}

    struct Captured {
        Clock::time_point when;  ///< each later than the one before by 1 us or more, whatever the driver says
        Moment moment = Moment::arrival;
    };
    /// `stamp` and `flags` (V4L2_BUF_FLAG_*) of a dequeued buffer; `now` is when it was dequeued.
    [[nodiscard]] Captured at(timeval stamp, std::uint32_t flags, Clock::time_point now);

    /// Once the driver is no more trusted: one sentence, once, without the device's name.
    [[nodiscard]] std::optional<std::string> news();

    /// The stream starts anew: the driver is trusted again. What was said is not said again, and time goes on.
    void restart();

    /// What the driver says its stamps are; QUERYBUF tells it before the first frame.
    [[nodiscard]] static Moment moment_of(std::uint32_t flags) noexcept;

private:
    enum class Kind : std::uint8_t { unknown, monotonic, realtime, boottime };

    std::optional<Clock::time_point> by_driver(timeval stamp, std::uint32_t flags, Clock::time_point now);
    std::optional<Clock::time_point> on_its_clock(std::chrono::nanoseconds stamp, Clock::time_point now);
    std::optional<Clock::time_point> find_clock(std::chrono::nanoseconds stamp, Clock::time_point now);
    [[nodiscard]] bool follow_offset(Clock::time_point now);
    std::nullopt_t doubt(const char* what, Clock::time_point now);

    ReadClocks read_;
    Kind kind_ = Kind::unknown;
    std::chrono::nanoseconds offset_{};       // of the driver's clock to the monotonic one
    std::chrono::nanoseconds before_step_{};  // the offset until that clock was set
    std::optional<Clock::time_point> stepped_;
    std::optional<Clock::time_point> last_stamp_;  // the driver's last good one
    std::optional<Clock::time_point> last_;        // the last one given
    unsigned good_ = 0;                            // stamps since the last doubt, or the start
    unsigned doubts_ = 0;
    bool trusted_ = true;
    std::string told_;
    std::optional<std::string> news_;
};

}  // namespace sluice::v4l2
