// Everything at once, at random but the same each time: what the tests of single faults have not thought of.
#include <linux/videodev2.h>

#include <cerrno>
#include <iterator>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/fake_driver/source_run.hpp"

namespace sluice::test {
namespace {

class FaultStorm : public testing::TestWithParam<bool> {
protected:
    unsigned dice(unsigned sides) { return static_cast<unsigned>(random_() % sides); }

    void something_happens(SourceRun& run) {
        static constexpr unsigned long calls[] = {Faults::open,    Faults::close,    Faults::map,     VIDIOC_QUERYCAP, VIDIOC_S_FMT,  VIDIOC_S_PARM,
                                                  VIDIOC_REQBUFS,  VIDIOC_QUERYBUF,  VIDIOC_QBUF,     VIDIOC_QBUF,     VIDIOC_DQBUF,  VIDIOC_DQBUF,
                                                  VIDIOC_STREAMON, VIDIOC_STREAMOFF, VIDIOC_ENUM_FMT, VIDIOC_S_CTRL,   VIDIOC_G_CTRL, VIDIOC_QUERY_EXT_CTRL};
        static constexpr int errors[] = {EINTR, EAGAIN, EIO, ENODEV, ENOSPC, EBUSY, EINVAL, ENOMEM};
        switch (dice(8)) {
            case 0: return plug_or_pull(run);
            case 1: return run.context().want(dice(3) > 0);
            case 2: run.hold = dice(12); return;
            case 3: run.produces = !run.produces; return;
            case 4: return run.machine().produce(run.camera(), 1 + dice(8), {.error = dice(2) == 0, .lost_before = dice(3), .stamp = {}, .used = {}});
            default: return run.faults().fail(calls[dice(std::size(calls))], errors[dice(std::size(errors))], dice(4), 1 + dice(4));
        }
    }

    void plug_or_pull(SourceRun& run) {
        if (plugged_)
            run.machine().unplug(number_);
        else
            run.machine().plug_back(number_ = dice(4), run.camera());
        plugged_ = !plugged_;
    }

    void weather(unsigned seed, CameraFacts facts) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        random_.seed(seed);
        v4l2::CameraSettings settings;
        settings.camera.serial = facts.serial;
        settings.rests = seed % 2 == 0;
        settings.controls = {{"brightness", "100"}};
        plugged_ = true;
        number_ = 0;
        SourceRun run(settings, std::move(facts), false);
        ASSERT_TRUE(run.open()) << run.failure;
        for (int turns = 0; turns < 150; ++turns) {
            if (dice(3) == 0) something_happens(run);
            ASSERT_TRUE(run.turn()) << run.failure << run.context().story();
        }
        run.faults().clear();
        run.produces = true;
        run.context().want(true);
        if (!plugged_) plug_or_pull(run);
        EXPECT_TRUE(run.frames(10)) << run.failure << run.context().story();
        run.close();
        ASSERT_EQ(run.complaints(), "");
    }

private:
    std::mt19937 random_;
    bool plugged_ = true;
    unsigned number_ = 0;
};

INSTANTIATE_TEST_SUITE_P(All, FaultStorm, testing::Bool(), [](const auto& multiplanar) { return multiplanar.param ? "MultiPlanar" : "Webcam"; });

TEST_P(FaultStorm, IsOutlived) {
    CameraFacts facts;
    facts.multiplanar = GetParam();
    if (facts.multiplanar) facts.formats = {V4L2_PIX_FMT_NV12M};
    for (unsigned seed = 0; seed < 40; ++seed) weather(seed, facts);
}

}  // namespace
}  // namespace sluice::test
