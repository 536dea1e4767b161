// Every call the source makes fails in every way, once and for long, at its first time, later, and at its last.
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/fake_driver/source_run.hpp"

namespace sluice::test {
namespace {

v4l2::CameraSettings all_settings() {
    v4l2::CameraSettings settings;
    settings.rests = true;
    settings.controls = {{"brightness", "100"}, {"power_line_frequency", "50 Hz"}, {"auto_exposure", "1"}, {"exposure_time_absolute", "156"}};
    return settings;
}

/// At five frames a second two seconds without a subscriber are soon over.
CameraFacts slow_camera() {
    CameraFacts facts;
    facts.intervals = {{1, 5}};
    return facts;
}

using Calls = std::map<unsigned long, unsigned>;

/// What a healthy source calls, and how often. Nobody has to keep a list.
const Calls& healthy_calls() {
    static const Calls calls = [] {
        SourceRun run(all_settings(), slow_camera(), false);
        EXPECT_TRUE(run.open());
        EXPECT_TRUE(run.day()) << run.failure << run.context().story();
        run.close();
        EXPECT_EQ(run.complaints(), "");
        return run.faults().calls();
    }();
    return calls;
}

/// At which of `count` calls it goes wrong.
std::set<unsigned> moments_of(unsigned count) { return {0, count / 2, count - 1}; }

class FaultMatrix : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Errors, FaultMatrix, testing::Values(EINTR, EAGAIN, EIO, ENODEV, ENOSPC, EBUSY, EINVAL, ENOMEM),
                         [](const auto& error) { return std::string(::strerrorname_np(error.param)); });

TEST_P(FaultMatrix, ACallThatFailsOnceStopsNothing) {
    for (const auto& [call, count] : healthy_calls()) {
        for (const unsigned moment : moments_of(count)) {
            SCOPED_TRACE(Faults::name_of(call) + " fails at its call " + std::to_string(moment));
            SourceRun run(all_settings(), slow_camera(), false);
            run.hold = moment == count / 2 ? 3 : 0;
            run.faults().fail(call, GetParam(), moment);
            ASSERT_TRUE(run.open()) << run.failure;
            EXPECT_TRUE(run.day()) << run.failure << run.context().story();
            run.close();
            EXPECT_EQ(run.faults().happened(), 1U);
            ASSERT_EQ(run.complaints(), "");
        }
    }
}

TEST_P(FaultMatrix, ACallThatFailsForLongIsOutlived) {
    // The kernel repeats what a signal interrupted until no signal comes.
    const unsigned times = GetParam() == EINTR ? 1000 : Faults::always;
    for (const auto& [call, count] : healthy_calls()) {
        for (const unsigned moment : {0U, count / 2}) {
            SCOPED_TRACE(Faults::name_of(call) + " fails from its call " + std::to_string(moment) + " on");
            SourceRun run(all_settings(), slow_camera(), false);
            run.hold = moment == 0 ? 0 : 3;
            run.faults().fail(call, GetParam(), moment, times);
            ASSERT_TRUE(run.open()) << run.failure;
            for (int turns = 0; turns < 45 && run.turn(); ++turns) {}
            run.faults().clear();
            EXPECT_TRUE(run.frames(10)) << run.failure << run.context().story();
            run.close();
            ASSERT_EQ(run.complaints(), "");
        }
    }
}

TEST_P(FaultMatrix, WhatIsRequiredEndsTheStartWithASentenceOrStarts) {
    for (const auto& [call, count] : healthy_calls()) {
        SCOPED_TRACE(Faults::name_of(call));
        SourceRun run(all_settings(), slow_camera(), true);
        run.faults().fail(call, GetParam(), 0, GetParam() == EINTR ? 1000 : Faults::always);
        if (run.open()) {
            for (int turns = 0; turns < 40 && run.turn(); ++turns) {}
        } else {
            EXPECT_NE(run.failure, "");
        }
        run.close();
        ASSERT_EQ(run.complaints(), "");
    }
}

TEST_P(FaultMatrix, ClosingNeverMindsAnError) {
    SourceRun healthy(all_settings(), slow_camera(), false);
    ASSERT_TRUE(healthy.open() && healthy.frames(5)) << healthy.failure;
    const Calls before = healthy.faults().calls();
    healthy.close();
    for (const auto& [call, count] : healthy.faults().calls()) {
        if (before.contains(call) && before.at(call) == count) continue;
        SCOPED_TRACE(Faults::name_of(call));
        SourceRun run(all_settings(), slow_camera(), false);
        run.hold = 2;
        ASSERT_TRUE(run.open() && run.frames(5)) << run.failure;
        run.faults().fail(call, GetParam(), 0, GetParam() == EINTR ? 1000 : Faults::always);
        run.close();
        EXPECT_GT(run.faults().happened(), 0U);
        ASSERT_EQ(run.complaints(), "");
    }
}

}  // namespace
}  // namespace sluice::test
