// motion as it is shipped: the .so, through the gate, on pictures of a room with a camera's noise.
#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include "plugins/motion/changes.hpp"
#include "plugins/motion/regions.hpp"
#include "tests/plugins/noting.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using bench::note;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Size size{640, 360};

// A textured room, brighter by `light`, with sensor noise of its own in each frame, and a figure with its left top there.
struct Scene {
    int x = -1, y = 100, width = 60, height = 150;
    int light = 0;
    unsigned frame = 0;
};

Bytes picture_of(const Scene& scene) {
    return bench::draw_picture(Format::gray, size, [&](Canvas& canvas) {
        std::minstd_rand random(scene.frame + 1);
        for (std::uint32_t y = 0; y < size.height; ++y)
            for (std::uint32_t x = 0; x < size.width; ++x) {
                const bool figure = scene.x >= 0 && int(x) >= scene.x && int(x) < scene.x + scene.width && int(y) >= scene.y &&
                                    int(y) < scene.y + scene.height;
                const int room = 90 + int(x * 60 / size.width) + ((x / 20 + y / 20) % 2 ? 15 : 0);
                const int seen = (figure ? 200 - int(y % 50) : room) + scene.light;
                const int noise = int(random() % 13) + int(random() % 13) - 12;  // standard deviation 5
                canvas.plane[0].row(y)[x] = static_cast<std::uint8_t>(std::clamp(seen + noise, 0, 255));
            }
    }, {85, 0});
}

FramePtr feed(FilterBench& bench, const Scene& scene) { return bench.feed_jpeg(picture_of(scene)).at(0); }
double motion_of(const FramePtr& frame) { return note<double>(frame, "motion"); }
const std::vector<Box>& regions_in(const FramePtr& frame) { return note<std::vector<Box>>(frame, "regions"); }

TEST(Motion, NoiseIsNone) {
    auto bench = FilterBench::load(MOTION, "motion");
    for (unsigned i = 0; i < 6; ++i) {
        const FramePtr frame = feed(bench, {.frame = i});
        EXPECT_EQ(motion_of(frame), 0) << i;
        EXPECT_THAT(regions_in(frame), IsEmpty());
    }
}

TEST(Motion, AFigureThatComesInIsItsShareOfThePictureAndABox) {
    auto bench = FilterBench::load(MOTION, "motion");
    (void)feed(bench, {});
    const FramePtr frame = feed(bench, {.x = 200, .frame = 1});
    EXPECT_NEAR(motion_of(frame), 60.0 * 150 / (640 * 360), 0.02);
    ASSERT_THAT(regions_in(frame), SizeIs(1));
    const Box& box = regions_in(frame)[0];
    EXPECT_EQ(box.label, "motion");
    EXPECT_NEAR(box.x, 200, 16);
    EXPECT_NEAR(box.y, 100, 16);
    EXPECT_NEAR(box.x + box.width, 260, 16);
    EXPECT_NEAR(box.y + box.height, 250, 16);
}

TEST(Motion, FollowsAFigureThatWalks) {
    auto bench = FilterBench::load(MOTION, "motion");
    (void)feed(bench, {.x = 50});
    for (int i = 1; i < 8; ++i) {
        const FramePtr frame = feed(bench, {.x = 50 + 6 * i, .frame = unsigned(i)});
        EXPECT_GT(motion_of(frame), 0.002) << i;
    }
}

TEST(Motion, WhatStandsStillIsSoonBackground) {
    auto bench = FilterBench::load(MOTION, "motion");
    bench.camera().set_rate({10, 1});
    (void)feed(bench, {});
    EXPECT_GT(motion_of(feed(bench, {.x = 200, .frame = 1})), 0.02);
    for (unsigned i = 2; i < 9; ++i) (void)feed(bench, {.x = 200, .frame = i});
    EXPECT_EQ(motion_of(feed(bench, {.x = 200, .frame = 9})), 0);
}

TEST(Motion, TheCamerasExposureIsNone) {
    auto bench = FilterBench::load(MOTION, "motion");
    (void)feed(bench, {});
    for (unsigned i = 1; i < 5; ++i) EXPECT_LT(motion_of(feed(bench, {.light = int(i) * 20, .frame = i})), 0.001) << i;
}

TEST(Motion, AFigureIsSeenWhileTheExposureChanges) {
    auto bench = FilterBench::load(MOTION, "motion");
    (void)feed(bench, {});
    EXPECT_NEAR(motion_of(feed(bench, {.x = 350, .light = 20, .frame = 1})), 0.039, 0.02);
}

TEST(Motion, ForgetsWithAnEpoch) {
    auto bench = FilterBench::load(MOTION, "motion");
    (void)feed(bench, {});
    bench.new_epoch();
    EXPECT_EQ(motion_of(feed(bench, {.x = 200})), 0);
}

TEST(Motion, BeginsAnewWithAnotherPictureSize) {
    auto bench = FilterBench::load(MOTION, "motion");
    EXPECT_EQ(motion_of(bench.feed_jpeg(bench::test_picture(1, {640, 480})).at(0)), 0);
    EXPECT_EQ(motion_of(bench.feed_jpeg(bench::test_picture(2, {320, 240})).at(0)), 0);
    EXPECT_EQ(motion_of(bench.feed_jpeg(bench::plain_picture(9, {5, 3})).at(0)), 0);
}

TEST(Motion, LooksOnlyIntoItsAreas) {
    auto bench = FilterBench::load(MOTION, "motion", {{"area", {"[0, 0, 160, 360]", "[480, 0, 160, 360]"}}});
    (void)feed(bench, {});
    EXPECT_EQ(motion_of(feed(bench, {.x = 250, .frame = 1})), 0);
    const FramePtr frame = feed(bench, {.x = 500, .frame = 2});
    EXPECT_NEAR(motion_of(frame), 2 * 60.0 * 150 / (640 * 360), 0.025);
}

TEST(Motion, IgnoresWhatItIsToldTo) {
    auto bench = FilterBench::load(MOTION, "motion", {{"ignore", "[320, 0, 320, 360]"}});
    (void)feed(bench, {});
    EXPECT_EQ(motion_of(feed(bench, {.x = 400, .frame = 1})), 0);
    EXPECT_GT(motion_of(feed(bench, {.x = 50, .frame = 2})), 0.05);
}

TEST(Motion, SaysWhichAreaLiesOutside) {
    auto bench = FilterBench::load(MOTION, "motion", {{"area", "[500, 0, 200, 100]"}});
    for (int i = 0; i < 2; ++i) try {
            (void)feed(bench, {});
            FAIL();
        } catch (const Error& error) {
            EXPECT_STREQ(error.what(), "area [500, 0, 200, 100] reaches beyond the picture of 640x360; regions are in pixels of the frame");
        }
    auto none = FilterBench::load(MOTION, "motion", {{"area", "[0, 0, 160, 160]"}, {"ignore", "[0, 0, 320, 320]"}});
    EXPECT_THROW((void)feed(none, {}), Error);
}

TEST(Motion, ThePictureStaysTheCameras) {
    auto bench = FilterBench::load(MOTION, "motion");
    const FramePtr in = bench.camera().jpeg(picture_of({}));
    const FramePtr out = bench.feed(in).at(0);
    EXPECT_EQ(out->bytes().data(), in->bytes().data());
    EXPECT_TRUE(out->info().original);
    EXPECT_EQ(bench.counts().decodes, 1u);
    EXPECT_FALSE(bench.wishes().publishes);
    ASSERT_THAT(bench.wishes().pixels, SizeIs(1));
    EXPECT_EQ(bench.wishes().pixels[0].format, Format::gray);
}

TEST(Motion, SeesAboutTheSameAtAnyRate) {
    const auto mean_motion = [](Rate rate, int step) {
        auto bench = FilterBench::load(MOTION, "motion");
        bench.camera().set_rate(rate);
        double sum = 0;
        const int frames = 300 / step;
        for (int i = 0; i < frames; ++i) sum += motion_of(feed(bench, {.x = 50 + i * step, .frame = unsigned(i)}));
        return sum / frames;
    };
    const double slow = mean_motion({5, 1}, 50), fast = mean_motion({25, 1}, 10);  // the same walk of 250 pixels a second
    EXPECT_NEAR(fast / slow, 1, 0.35);
}

TEST(Motion, OpensRawPicturesToo) {
    auto bench = FilterBench::load(MOTION, "motion");
    std::vector<std::byte> yuyv(640 * 480 * 2, std::byte{128});
    (void)bench.feed_raw({Format::yuyv, {640, 480}}, yuyv);
    std::fill(yuyv.begin() + 640 * 2 * 100, yuyv.begin() + 640 * 2 * 220, std::byte{200});
    EXPECT_NEAR(motion_of(bench.feed_raw({Format::yuyv, {640, 480}}, yuyv).at(0)), 0.25, 0.05);
}

TEST(Regions, TouchAtCornersAndComeLargestFirst) {
    const std::vector<std::uint8_t> cells = {
        1, 0, 0, 0, 0, 1,
        0, 1, 0, 0, 0, 1,
        0, 0, 0, 1, 0, 1,
    };
    const auto regions = regions_of(cells, 6, 3, 16);
    ASSERT_THAT(regions, SizeIs(3));
    EXPECT_EQ(regions[0].cells, 3u);
    EXPECT_EQ(regions[0].left, 5u);
    EXPECT_EQ(regions[1].cells, 2u);
    EXPECT_EQ(regions[1].right, 2u);
    EXPECT_EQ(regions[1].bottom, 2u);
    EXPECT_THAT(regions_of(cells, 6, 3, 2), SizeIs(2));
}

TEST(Changes, TakeTheExtremes) {
    std::vector<std::uint8_t> black(64 * 64, 0), half(64 * 64, 0);
    std::fill(half.begin(), half.begin() + 64 * 24, std::uint8_t{255});
    Changes changes;
    changes.begin({black.data(), 64, 64, 64});
    changes.compare({half.data(), 64, 64, 64}, 254, 1);
    EXPECT_DOUBLE_EQ(changes.share(), 24.0 / 64);
    changes.compare({black.data(), 64, 64, 64}, 250, 1);
    EXPECT_DOUBLE_EQ(changes.share(), 24.0 / 64);
    changes.compare({black.data(), 64, 64, 64}, 1, 1);
    EXPECT_DOUBLE_EQ(changes.share(), 0);
}

}  // namespace
}  // namespace sluice
