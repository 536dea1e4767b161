// Cameras of every kind, and what may befall their frames: each is sent on or counted.
#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_driver/source_run.hpp"

namespace sluice::test {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;

struct Kind {
    const char* name;
    CameraFacts facts;
};

CameraFacts with_format(std::uint32_t pixelformat, bool multiplanar = false, std::uint32_t padding = 0) {
    CameraFacts facts;
    facts.formats = {pixelformat};
    facts.multiplanar = multiplanar;
    facts.padding = padding;
    return facts;
}

CameraFacts with_ranges(std::uint32_t sizes, std::uint32_t intervals) {
    CameraFacts facts;
    facts.size_type = sizes;
    facts.interval_type = intervals;
    return facts;
}

CameraFacts with_buffers(std::uint32_t least, std::uint32_t most) {
    CameraFacts facts;
    facts.least_buffers = least;
    facts.most_buffers = most;
    return facts;
}

const Kind kinds[] = {
    {"Webcam", {}},
    {"Yuyv", with_format(V4L2_PIX_FMT_YUYV)},
    {"PaddedRows", with_format(V4L2_PIX_FMT_YUYV, false, 64)},
    {"Nv12", with_format(V4L2_PIX_FMT_NV12)},
    {"MultiPlanarGray", with_format(V4L2_PIX_FMT_GREY, true)},
    {"MultiPlanarNv12InOne", with_format(V4L2_PIX_FMT_NV12, true)},
    {"MultiPlanarNv12InTwo", with_format(V4L2_PIX_FMT_NV12M, true)},
    {"MultiPlanarI420InThree", with_format(V4L2_PIX_FMT_YUV420M, true)},
    {"MultiPlanarMjpeg", with_format(V4L2_PIX_FMT_MJPEG, true)},
    {"Stepwise", with_ranges(V4L2_FRMSIZE_TYPE_STEPWISE, V4L2_FRMIVAL_TYPE_STEPWISE)},
    {"Continuous", with_ranges(V4L2_FRMSIZE_TYPE_CONTINUOUS, V4L2_FRMIVAL_TYPE_CONTINUOUS)},
    {"TwoBuffers", with_buffers(2, 2)},
    {"ManyBuffers", with_buffers(32, 32)},
};

class FaultStreamKinds : public testing::TestWithParam<Kind> {};

INSTANTIATE_TEST_SUITE_P(All, FaultStreamKinds, testing::ValuesIn(kinds), [](const auto& kind) { return std::string(kind.param.name); });

TEST_P(FaultStreamKinds, LoseNothingWhateverReadersHold) {
    for (const unsigned hold : {0U, 1U, 40U}) {
        SourceRun run(GetParam().facts, true);
        run.hold = hold;
        ASSERT_TRUE(run.open()) << run.failure;
        EXPECT_TRUE(run.frames(100)) << run.failure << run.context().story();
        EXPECT_EQ(run.machine().missed(run.camera()), 0U) << "readers hold " << hold;
        EXPECT_EQ(run.context().streams.size(), 1U);
        EXPECT_EQ(run.context().drops.size(), 0U);
        // What readers let go of has come home; at most the newest frame is still to be taken.
        ASSERT_TRUE(run.turn());
        const std::size_t buffers = run.machine().mapped_now() / run.camera()->formats().plane_sizes().size();
        EXPECT_GE(run.machine().queued(run.camera()) + 1, hold == 0 ? buffers : 2);
        run.close();
        EXPECT_EQ(run.complaints(), "");
    }
}

// Does what a frame is told to be, and then a good one.
void befall(SourceRun& run, const OddFrame& odd) {
    run.produces = false;
    run.machine().produce(run.camera(), 1, odd);
    ASSERT_TRUE(run.turn());
    run.produces = true;
    ASSERT_TRUE(run.frames(1));
}

TEST(FaultStream, FlaggedFramesAreDroppedAndCounted) {
    SourceRun run;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    for (int i = 0; i < 25; ++i) befall(run, {.error = true, .lost_before = 0, .stamp = {}, .used = {}});
    EXPECT_EQ(run.context().drops["driver error"], 25U);
    EXPECT_EQ(run.context().emitted, 28U);
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

TEST(FaultStream, GapsInTheDriversCountAreCountedAndSeen) {
    SourceRun run;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    const auto before = run.context().sequences.back();
    befall(run, {.error = false, .lost_before = 3, .stamp = {}, .used = {}});
    befall(run, {.error = true, .lost_before = 2, .stamp = {}, .used = {}});
    EXPECT_EQ(run.context().drops["lost by the driver"], 5U);
    EXPECT_EQ(run.context().sequences.back(), before + 5 + 4);
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

// A lane that comes late loses frames to the driver: that is counted too, and no others.
TEST(FaultStream, FramesWithoutABufferAreCountedAsLost) {
    SourceRun run;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    run.produces = false;
    run.machine().produce(run.camera(), 20);
    run.produces = true;
    ASSERT_TRUE(run.frames(10));
    EXPECT_GE(run.machine().missed(run.camera()), 16U);
    EXPECT_EQ(run.context().drops["lost by the driver"], run.machine().missed(run.camera()));
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

TEST(FaultStream, EmptyFramesAreAccountedFor) {
    SourceRun run;
    run.intact = false;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    befall(run, {.error = false, .lost_before = 0, .stamp = {}, .used = 0});
    befall(run, {.error = false, .lost_before = 0, .stamp = {}, .used = 5});
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

TEST(FaultStream, StampsThatAreZeroAreSaidOnce) {
    SourceRun run;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    for (int i = 0; i < 20; ++i) befall(run, {.error = false, .lost_before = 0, .stamp = timeval{0, 0}, .used = {}});
    const auto told = std::ranges::count_if(run.context().lines, [](const auto& line) { return line.second.find("time stamps are zero") != line.second.npos; });
    EXPECT_EQ(told, 1);
    EXPECT_EQ(run.context().newest, Clock::now());
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

TEST(FaultStream, AStallIsEndedWithoutOpeningAnew) {
    SourceRun run;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    const unsigned opened = run.faults().calls(Faults::open);
    for (int i = 0; i < 20; ++i) {
        run.produces = false;
        const auto silent = Clock::now();
        while (Clock::now() - silent < seconds(5)) ASSERT_TRUE(run.turn());
        run.produces = true;
        ASSERT_TRUE(run.frames(10)) << run.context().story();
    }
    EXPECT_EQ(run.faults().calls(Faults::open), opened);
    EXPECT_EQ(std::ranges::count_if(run.context().changes, [](const auto& change) { return change.starts_with("stalled"); }), 20);
    EXPECT_LT(run.context().waits, 500U) << "it is busy while nothing comes";
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

// poll() says that there is a frame, and the driver that there is none: no time passes meanwhile.
TEST(FaultStream, ReadinessWithoutAFrameIsNoEndlessLoop) {
    SourceRun run;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    run.produces = false;
    run.machine().produce(run.camera());
    run.faults().fail(VIDIOC_DQBUF, EAGAIN, 0, Faults::always);
    const auto ready = Clock::now();
    for (int turns = 0; turns < 100 && Clock::now() == ready; ++turns) ASSERT_TRUE(run.turn());
    EXPECT_GT(Clock::now(), ready) << run.context().story();
    run.faults().clear();
    run.produces = true;
    EXPECT_TRUE(run.frames(10)) << run.context().story();
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

TEST(FaultStream, ASilentCameraIsOpenedAnewInTheEnd) {
    SourceRun run;
    ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
    const unsigned opened = run.faults().calls(Faults::open);
    run.produces = false;
    const auto silent = Clock::now();
    while (Clock::now() - silent < seconds(60)) ASSERT_TRUE(run.turn());
    EXPECT_GT(run.faults().calls(Faults::open), opened);
    EXPECT_LT(run.context().waits, 200U) << "it is busy while nothing comes";
    run.produces = true;
    EXPECT_TRUE(run.frames(10)) << run.context().story();
    run.close();
    EXPECT_EQ(run.complaints(), "");
}

TEST(FaultStream, AnotherFormatAtItsReturnIsTakenWhereTheConfigAllows) {
    for (const bool written : {false, true}) {
        v4l2::CameraSettings settings;
        if (written) settings.mode.format = "mjpeg";
        SourceRun run(settings, {}, false);
        ASSERT_TRUE(run.open() && run.frames(3)) << run.failure;
        run.machine().unplug(0);
        ASSERT_TRUE(run.turn());
        const auto other = run.machine().plug(0, with_format(V4L2_PIX_FMT_YUYV));
        for (int i = 0; i < 20; ++i) {
            ASSERT_TRUE(run.turn());
            run.machine().produce(other);
        }
        EXPECT_EQ(run.context().streams.back().format, written ? Format::jpeg : Format::yuyv);
        EXPECT_EQ(run.context().emitted > 3, !written);
        if (written) {
            EXPECT_THAT(run.context().changes, Contains(HasSubstr("does not offer mjpeg")));
        }
        run.close();
        EXPECT_EQ(run.machine().open_now(), 0U);
    }
}

}  // namespace
}  // namespace sluice::test
