// The camera is pulled at every call, and the program is stopped at every wait.
#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/fake_driver/source_run.hpp"

namespace sluice::test {
namespace {

CameraFacts five_frames_a_second() {
    CameraFacts facts;
    facts.intervals = {{1, 5}};
    return facts;
}

v4l2::CameraSettings resting_settings() {
    v4l2::CameraSettings settings;
    settings.rests = true;
    settings.controls = {{"brightness", "100"}};
    return settings;
}

v4l2::CameraSettings by_serial() {
    v4l2::CameraSettings settings = resting_settings();
    settings.camera.serial = "0123";
    return settings;
}

std::map<unsigned long, unsigned> calls_of_a_day() {
    SourceRun run(resting_settings(), five_frames_a_second(), false);
    EXPECT_TRUE(run.open() && run.day()) << run.failure << run.context().story();
    return run.faults().calls();
}

void unplug_at_every_call(unsigned hold, unsigned returns_as) {
    for (const auto& [call, count] : calls_of_a_day()) {
        for (const unsigned moment : std::set<unsigned>{0, 1, count / 2, count - 1}) {
            SCOPED_TRACE("unplugged right before " + Faults::name_of(call) + ", its call " + std::to_string(moment));
            // Before it streamed once nobody knows it by anything but its node, so it is looked for by what it is.
            SourceRun run(by_serial(), five_frames_a_second(), false);
            run.hold = hold;
            bool gone = false;
            run.faults().just_before(call, [&] { run.machine().unplug(0), gone = true; }, moment);
            ASSERT_TRUE(run.open()) << run.failure;
            for (int turns = 0; turns < 40 && run.turn(); ++turns) {}
            run.faults().clear();
            if (gone) run.machine().plug_back(returns_as, run.camera());
            EXPECT_TRUE(run.frames(10)) << run.failure << run.context().story();
            run.close();
            ASSERT_EQ(run.complaints(), "");
        }
    }
}

TEST(FaultUnplug, AtEveryCallItComesBack) { unplug_at_every_call(0, 0); }
TEST(FaultUnplug, AtEveryCallItComesBackUnderAnotherNumber) { unplug_at_every_call(0, 3); }
TEST(FaultUnplug, AtEveryCallWithFramesUnderWay) { unplug_at_every_call(3, 0); }

TEST(FaultUnplug, AndNeverBackTheProgramStillStops) {
    for (const auto& [call, count] : calls_of_a_day()) {
        SCOPED_TRACE("unplugged right before " + Faults::name_of(call));
        SourceRun run(resting_settings(), five_frames_a_second(), false);
        run.hold = 2;
        run.faults().just_before(call, [&] { run.machine().unplug(0); }, count / 2);
        ASSERT_TRUE(run.open()) << run.failure;
        for (int turns = 0; turns < 60 && run.turn(); ++turns) {}
        run.close();
        ASSERT_EQ(run.complaints(), "");
    }
}

TEST(FaultUnplug, WhileItClosesNothingIsLeft) {
    for (const unsigned long call : {static_cast<unsigned long>(VIDIOC_STREAMOFF), Faults::close}) {
        SourceRun run;
        run.hold = 3;
        ASSERT_TRUE(run.open() && run.frames(5)) << run.failure;
        run.faults().just_before(call, [&] { run.machine().unplug(0); });
        run.close();
        EXPECT_EQ(run.faults().happened(), 1U);
        EXPECT_EQ(run.complaints(), "");
    }
}

TEST(FaultUnplug, ManyTimesLeavesNothingBehind) {
    SourceRun run(by_serial(), five_frames_a_second(), false);
    run.hold = 3;
    run.context().most_waits = 100'000;
    ASSERT_TRUE(run.open() && run.frames(5)) << run.failure;
    for (unsigned i = 0; i < 50; ++i) {
        run.machine().unplug(i);
        for (unsigned turns = 0; turns < 1 + i % 7; ++turns) ASSERT_TRUE(run.turn());
        run.machine().plug_back(i + 1, run.camera());
        ASSERT_TRUE(run.frames(5 + i % 3)) << i << run.failure << run.context().story();
        ASSERT_EQ(run.machine().open_now(), 1U) << i;
        // The stream's four, and at most three that were swapped for copies, which are no mappings of the driver's.
        ASSERT_EQ(run.machine().mapped_now(), 4U) << i;
    }
    EXPECT_EQ(std::ranges::count(run.context().changes, "online"), 51);
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

TEST(FaultStop, AtEveryWaitEndsAtOnce) {
    const auto stop_at = [](unsigned wait, bool required, auto prepare) {
        SCOPED_TRACE("stopped at wait " + std::to_string(wait));
        SourceRun run(resting_settings(), five_frames_a_second(), required);
        run.hold = 2;
        prepare(run);
        const auto produce = run.context().on_wait;
        run.context().on_wait = [&] {
            produce();
            if (run.context().waits == wait) run.context().stop();
        };
        // Whether the start fails for want of a camera is not what is asked here.
        if (run.open()) (void)run.day();
        const bool stopped = run.context().stopping();
        run.close();
        EXPECT_EQ(run.complaints(), "");
        // A stop is heard at the wait it comes in: no other follows.
        EXPECT_TRUE(!stopped || run.context().waits == wait + 1) << run.context().waits;
        return stopped;
    };
    unsigned wait = 0;
    while (stop_at(wait, true, [](SourceRun&) {})) ++wait;
    EXPECT_GT(wait, 15U);
    for (wait = 0; wait < 25; ++wait)
        EXPECT_TRUE(stop_at(wait, false, [](SourceRun& run) { run.machine().unplug(0); }));
    for (wait = 0; wait < 15; ++wait)
        EXPECT_TRUE(stop_at(wait, true, [](SourceRun& run) { run.faults().fail(VIDIOC_REQBUFS, EBUSY, 0, Faults::always); }));
}

}  // namespace
}  // namespace sluice::test
