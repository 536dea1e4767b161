#include "stamp_clock.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <ctime>
#include <utility>

namespace sluice::v4l2 {

namespace {

using std::chrono::nanoseconds;

constexpr auto a_little = std::chrono::milliseconds(10);   // drivers that compute stamps are off by some
constexpr auto part_of_a_frame = std::chrono::milliseconds(100);  // vivid stamps the end of a frame it hands out at its start
constexpr auto a_frame_waits = std::chrono::seconds(10);   // a busy host reads late
constexpr auto slewing = std::chrono::milliseconds(5);     // a larger change of a clock is a step
constexpr auto after_a_step = std::chrono::seconds(3);     // frames from before it are still on their way
constexpr unsigned most_doubts = 3;
constexpr unsigned forgiven_after = 10'000;  // a slip in minutes of good stamps says nothing

nanoseconds read_clock(clockid_t which) {
    timespec now{};
    ::clock_gettime(which, &now);
    return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

StampClock::Reading read_this_machines() {
    StampClock::Reading reading;
    // Taken off the processor between two readings, the offset would be wrong by the pause.
    for (int tries = 3; tries > 0; --tries) {
        const auto before = Clock::now();
        reading.realtime = read_clock(CLOCK_REALTIME);
        reading.boottime = read_clock(CLOCK_BOOTTIME);
        reading.monotonic = before;
        if (Clock::now() - before < std::chrono::microseconds(50)) break;
    }
    return reading;
}

// Nothing where the fields hold no time that a driver can mean, or one that nanoseconds have no room for.
std::optional<nanoseconds> time_in(timeval stamp) {
    constexpr std::int64_t most = 8'000'000'000;
    const std::int64_t seconds = stamp.tv_sec, micros = stamp.tv_usec;
    if (seconds < 0 || seconds > most || micros < 0 || micros >= 1'000'000) return std::nullopt;
    return std::chrono::seconds(seconds) + std::chrono::microseconds(micros);
}

}  // namespace

StampClock::StampClock() : StampClock(read_this_machines) {}

StampClock::Captured StampClock::at(timeval stamp, std::uint32_t flags, Clock::time_point now) {
    Captured result{now, Moment::arrival};
    if (trusted_) {
        if (const auto when = by_driver(stamp, flags, now)) result = {std::min(*when, now), moment_of(flags)};
    }
    // Frames are told apart by their time.
    if (last_) result.when = std::max(result.when, *last_ + std::chrono::microseconds(1));
    last_ = result.when;
    return result;
}

std::optional<std::string> StampClock::news() {
    return std::exchange(news_, std::nullopt);
}

void StampClock::restart() {
    kind_ = Kind::unknown;
    stepped_.reset();
    last_stamp_.reset();
    good_ = doubts_ = 0;
    trusted_ = true;
}

Moment StampClock::moment_of(std::uint32_t flags) noexcept {
    if ((flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN) return Moment::arrival;
    return (flags & V4L2_BUF_FLAG_TSTAMP_SRC_MASK) == V4L2_BUF_FLAG_TSTAMP_SRC_SOE ? Moment::exposure_start : Moment::frame_end;
}

std::optional<Clock::time_point> StampClock::by_driver(timeval stamp, std::uint32_t flags, Clock::time_point now) {
    if (stamp.tv_sec == 0 && stamp.tv_usec == 0) return doubt("are zero", now);
    if ((flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN) return doubt("are of a clock it does not name", now);
    const auto time = time_in(stamp);
    if (!time) return doubt("are no times", now);
    const auto when = on_its_clock(*time, now);
    if (!when) return std::nullopt;
    last_stamp_ = when;
    if (++good_ >= forgiven_after) doubts_ = 0;
    return when;
}

std::optional<Clock::time_point> StampClock::on_its_clock(nanoseconds stamp, Clock::time_point now) {
    if (kind_ == Kind::unknown) {
        if (const auto when = find_clock(stamp, now)) return when;
        return doubt("fit no clock of this machine", now);
    }
    const bool stepped = follow_offset(now);
    const Clock::time_point by_now(stamp - offset_), by_before(stamp - before_step_);
    // Of a clock that was just set, a stamp may be from before or after: the other reading is too late or too old.
    auto when = by_now;
    if (stepped && by_before <= now + a_little && (by_now > now + a_little || by_before > by_now)) when = by_before;
    if (when > now + (kind_ == Kind::monotonic ? part_of_a_frame : a_little)) {
        // A frame read late fits more than one clock; this tells which it was.
        if (const auto other = find_clock(stamp, now)) return other;
        return doubt("lie in the future", now);
    }
    if (last_stamp_ && when == *last_stamp_) return doubt("do not advance", now);
    if (last_stamp_ && when < *last_stamp_) return doubt("jump backwards", now);
    return when;
}

// Whatever its flags say, the driver's clock is the one on which the frame is youngest, yet not of the future.
std::optional<Clock::time_point> StampClock::find_clock(nanoseconds stamp, Clock::time_point now) {
    const Reading reading = read_();
    const nanoseconds zero = reading.monotonic.time_since_epoch();
    const std::pair<Kind, nanoseconds> clocks[] = {
        {Kind::monotonic, nanoseconds(0)}, {Kind::boottime, reading.boottime - zero}, {Kind::realtime, reading.realtime - zero}};
    std::optional<Clock::time_point> best;
    for (const auto& [kind, offset] : clocks) {
        const Clock::time_point when(stamp - offset);
        if (when > now + (kind == Kind::monotonic ? part_of_a_frame : a_little) || when < now - a_frame_waits || (last_stamp_ && when <= *last_stamp_)) continue;
        if (best && when <= *best) continue;
        best = when;
        kind_ = kind;
        offset_ = offset;
    }
    return best;
}

// True: that clock was set a moment ago.
bool StampClock::follow_offset(Clock::time_point now) {
    if (kind_ == Kind::monotonic) return false;
    const Reading reading = read_();
    const nanoseconds offset = (kind_ == Kind::realtime ? reading.realtime : reading.boottime) - reading.monotonic.time_since_epoch();
    if (std::chrono::abs(offset - offset_) > slewing) {
        before_step_ = offset_;
        stepped_ = now;
    }
    offset_ = offset;
    if (stepped_ && now - *stepped_ > after_a_step) stepped_.reset();
    return stepped_.has_value();
}

std::nullopt_t StampClock::doubt(const char* what, Clock::time_point now) {
    good_ = 0;
    // While a clock is being set, the driver is not to blame.
    if (stepped_ && now - *stepped_ <= after_a_step) return std::nullopt;
    if (++doubts_ < most_doubts) return std::nullopt;
    trusted_ = false;
    std::string sentence = std::string("the driver's time stamps ") + what + "; the host's time is taken";
    if (sentence != told_) news_ = told_ = std::move(sentence);
    return std::nullopt;
}

}  // namespace sluice::v4l2
