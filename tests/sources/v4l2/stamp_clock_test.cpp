#include "sources/v4l2/stamp_clock.hpp"

#include <linux/videodev2.h>

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::uint32_t monotonic_start = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
constexpr std::uint32_t monotonic_end = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_EOF;

timeval as_stamp(nanoseconds time) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    return {micros / 1'000'000, micros % 1'000'000};
}

/// A machine whose clocks stand still until pass(): up for a day, of which it slept an hour.
class StampClockTest : public testing::Test {
protected:
    nanoseconds monotonic = 23h, realtime_ahead = 24h * 365 * 50, boottime_ahead = 1h;
    int readings = 0;
    StampClock clock{[this] {
        ++readings;
        return StampClock::Reading{now(), monotonic + realtime_ahead, monotonic + boottime_ahead};
    }};

    [[nodiscard]] Clock::time_point now() const { return Clock::time_point(monotonic); }
    void pass(nanoseconds time = 33ms) { monotonic += time; }
    /// A frame of `age` on a clock that is so far ahead of the monotonic one.
    StampClock::Captured frame(nanoseconds ahead, nanoseconds age = 20ms, std::uint32_t flags = monotonic_start) {
        return clock.at(as_stamp(monotonic + ahead - age), flags, now());
    }
    StampClock::Captured stamped(timeval stamp, std::uint32_t flags = monotonic_start) { return clock.at(stamp, flags, now()); }
};

TEST_F(StampClockTest, TakesTheDriversTimeAndSaysWhichMomentItIs) {
    const auto first = frame({});
    EXPECT_EQ(first.when, now() - 20ms);
    EXPECT_EQ(first.moment, Moment::exposure_start);
    pass();
    EXPECT_EQ(frame({}, 1ms, monotonic_end).moment, Moment::frame_end);
    EXPECT_EQ(clock.news(), std::nullopt);
}

TEST_F(StampClockTest, KnowsTheMomentBeforeTheFirstFrame) {
    EXPECT_EQ(StampClock::moment_of(monotonic_start), Moment::exposure_start);
    EXPECT_EQ(StampClock::moment_of(monotonic_end), Moment::frame_end);
    EXPECT_EQ(StampClock::moment_of(V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN | V4L2_BUF_FLAG_TSTAMP_SRC_SOE), Moment::arrival);
}

TEST_F(StampClockTest, ReadsOtherClocksOnlyToFindTheDrivers) {
    for (int i = 0; i < 100; ++i, pass()) (void)frame({});
    EXPECT_EQ(readings, 1);
}

TEST_F(StampClockTest, RecognisesTheWallClockBehindTheFlagMonotonic) {
    for (int i = 0; i < 10; ++i, pass()) {
        const auto captured = frame(realtime_ahead);
        EXPECT_EQ(captured.when, now() - 20ms);
        EXPECT_EQ(captured.moment, Moment::exposure_start);
    }
    EXPECT_EQ(clock.news(), std::nullopt);
}

TEST_F(StampClockTest, RecognisesTheClockThatGoesOnInSleep) {
    for (int i = 0; i < 10; ++i, pass()) EXPECT_EQ(frame(boottime_ahead).when, now() - 20ms);
    boottime_ahead += 8h;  // it sleeps again
    for (int i = 0; i < 10; ++i, pass()) EXPECT_EQ(frame(boottime_ahead).when, now() - 20ms);
    EXPECT_EQ(clock.news(), std::nullopt);
}

TEST_F(StampClockTest, AFirstFrameReadLateIsStillOnItsClock) {
    EXPECT_EQ(frame({}, 4s).when, now() - 4s);
    pass();
    EXPECT_EQ(frame({}).when, now() - 20ms);
}

TEST_F(StampClockTest, ALaterFrameTellsWhichOfTwoNearClocksItWas) {
    boottime_ahead = 2s;
    (void)frame(boottime_ahead, 3s);  // as a monotonic one it is 1 s old
    pass();
    EXPECT_EQ(frame(boottime_ahead).when, now() - 20ms);
    EXPECT_EQ(clock.news(), std::nullopt);
}

TEST_F(StampClockTest, AFrameReadVeryLateIsBelievedOnceTheClockIsKnown) {
    (void)frame({});
    pass(2h);  // the program was stopped; what the driver filled then comes now
    EXPECT_EQ(frame({}, 2h - 13ms).when, now() - 2h + 13ms);
}

TEST_F(StampClockTest, FollowsStepsOfTheWallClock) {
    for (const nanoseconds step : {nanoseconds(5h), nanoseconds(-5h), nanoseconds(70ms), nanoseconds(-70ms)}) {
        (void)frame(realtime_ahead);
        pass();
        const auto before = realtime_ahead;
        realtime_ahead += step;
        EXPECT_EQ(frame(before).when, now() - 20ms) << "stamped before the step";
        pass();
        EXPECT_EQ(frame(realtime_ahead).when, now() - 20ms) << "stamped after it";
        pass(10s);
    }
    EXPECT_EQ(clock.news(), std::nullopt);
}

TEST_F(StampClockTest, IsPatientWithADriverWhoseClockIsBeingSet) {
    (void)frame(realtime_ahead);
    pass();
    realtime_ahead += 1h;
    for (int i = 0; i < 6; ++i, pass()) {  // computed between both clocks
        EXPECT_EQ(frame(realtime_ahead + 20min).when, now());
    }
    pass(5s);
    EXPECT_EQ(frame(realtime_ahead).when, now() - 20ms);
    EXPECT_EQ(clock.news(), std::nullopt);
}

struct Lie {
    const char* what;
    timeval stamp;
    std::uint32_t flags;
};

class StampClockLies : public StampClockTest, public testing::WithParamInterface<Lie> {};

TEST_P(StampClockLies, TakesTheHostsTimeAndSaysSoOnce) {
    for (int i = 0; i < 8; ++i, pass()) {
        const auto captured = stamped(GetParam().stamp, GetParam().flags);
        EXPECT_EQ(captured.when, now());
        EXPECT_EQ(captured.moment, Moment::arrival);
        const auto news = clock.news();
        if (i == 2)
            EXPECT_EQ(news, std::string("the driver's time stamps ") + GetParam().what + "; the host's time is taken");
        else
            EXPECT_EQ(news, std::nullopt) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(All, StampClockLies,
                         testing::Values(Lie{"are zero", {0, 0}, monotonic_start},
                                         Lie{"are of a clock it does not name", {100, 0}, V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN},
                                         Lie{"are no times", {-5, 0}, monotonic_start},
                                         Lie{"are no times", {5, -1}, monotonic_start},
                                         Lie{"are no times", {5, 1'000'000}, monotonic_start},
                                         Lie{"are no times", {std::numeric_limits<time_t>::max(), 0}, monotonic_start},
                                         Lie{"fit no clock of this machine", {500, 0}, monotonic_start},
                                         Lie{"fit no clock of this machine", {8'000'000'000, 0}, monotonic_start}));

TEST_F(StampClockTest, NoticesWhatStandsStill) {
    const timeval stamp = as_stamp(monotonic - 20ms);
    (void)stamped(stamp);
    for (int i = 0; i < 3; ++i) {
        pass();
        EXPECT_EQ(stamped(stamp).when, now());
    }
    EXPECT_EQ(clock.news(), "the driver's time stamps do not advance; the host's time is taken");
}

TEST_F(StampClockTest, NoticesWhatJumpsBackwards) {
    (void)frame({});
    for (int i = 0; i < 3; ++i) {
        pass();
        const auto captured = frame({}, 6s);
        EXPECT_EQ(captured.when, now());
        EXPECT_EQ(captured.moment, Moment::arrival);
    }
    EXPECT_EQ(clock.news(), "the driver's time stamps jump backwards; the host's time is taken");
    pass();
    EXPECT_EQ(frame({}).moment, Moment::arrival) << "it is not trusted any more";
}

TEST_F(StampClockTest, NoticesWhatIsOfTheFuture) {
    (void)frame({});
    for (int i = 0; i < 3; ++i) {
        pass();
        EXPECT_EQ(frame({}, -200ms).when, now());
    }
    EXPECT_EQ(clock.news(), "the driver's time stamps lie in the future; the host's time is taken");
}

TEST_F(StampClockTest, ALittleIntoTheFutureIsNow) {
    const auto captured = frame({}, -2ms);
    EXPECT_EQ(captured.when, now());
    EXPECT_EQ(captured.moment, Moment::exposure_start);
}

TEST_F(StampClockTest, ASlipCostsOneFrameItsStamp) {
    (void)frame({});
    pass();
    EXPECT_EQ(stamped({0, 0}).moment, Moment::arrival);
    pass();
    EXPECT_EQ(frame({}).moment, Moment::exposure_start);
    EXPECT_EQ(clock.news(), std::nullopt);
}

TEST_F(StampClockTest, RareSlipsAreForgiven) {
    for (int slips = 0; slips < 10; ++slips) {
        (void)stamped({0, 0});
        for (int i = 0; i < 10'000; ++i) {
            pass();
            ASSERT_EQ(frame({}).moment, Moment::exposure_start) << slips;
        }
        pass();
    }
    EXPECT_EQ(clock.news(), std::nullopt);
}

TEST_F(StampClockTest, TrustsAgainAfterARestartAndDoesNotSayTheSameTwice) {
    const auto lie = [this] {
        for (int i = 0; i < 3; ++i, pass()) (void)stamped({0, 0});
    };
    lie();
    EXPECT_NE(clock.news(), std::nullopt);
    clock.restart();
    EXPECT_EQ(frame({}).moment, Moment::exposure_start);
    pass();
    lie();
    EXPECT_EQ(frame({}).moment, Moment::arrival);
    EXPECT_EQ(clock.news(), std::nullopt);
}

// A frame with the host's time comes before one with the driver's, which is the time of an earlier moment.
TEST_F(StampClockTest, TimeNeverGoesBackAndNoTwoFramesShareOne) {
    const nanoseconds ages[] = {20ms, 70ms, -500ms, 3s, 20ms, 0ms};
    Clock::time_point last{};
    for (int i = 0; i < 60; ++i) {
        const timeval stamp = i % 5 == 3 ? timeval{0, 0} : as_stamp(monotonic - ages[static_cast<std::size_t>(i) % std::size(ages)]);
        const auto captured = stamped(stamp);
        EXPECT_GT(microseconds(captured.when), microseconds(last)) << i;
        last = captured.when;
        if (i % 3 == 0) pass(1ms);
        if (i == 30) clock.restart();
    }
}

TEST(StampClock, KnowsThisMachinesClocks) {
    for (const clockid_t which : {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME}) {
        StampClock clock;
        timespec time{};
        const auto now = Clock::now();
        ASSERT_EQ(::clock_gettime(which, &time), 0);
        const auto captured = clock.at(as_stamp(std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec) - 100ms), monotonic_start, now);
        EXPECT_EQ(captured.moment, Moment::exposure_start);
        EXPECT_LT(std::chrono::abs(captured.when - (now - 100ms)), 90ms) << which;
    }
}

}  // namespace
}  // namespace sluice::v4l2
