// @name@ alone, without camera and graph: frames in, frames and notes out.
#include <gtest/gtest.h>

#include <sluice/bench.hpp>

namespace {

using namespace sluice::bench;

FilterBench make(const Texts& texts = {}) { return FilterBench::load(SLUICE_PLUGIN_FILE, "@name@", texts); }

double brightness(FilterBench& bench, std::uint8_t gray) {
    const auto out = bench.feed_jpeg(plain_picture(gray));
    return note<double>(out.at(0), "brightness");
}

TEST(@Name@, NotesHowBrightThePictureIs) {
    FilterBench bench = make();
    EXPECT_NEAR(brightness(bench, 51), 0.2, 0.01);
    EXPECT_EQ(bench.lines().at(0).text, "brightness 20 %");
}

TEST(@Name@, IsCalm) {
    FilterBench bench = make({{"frames", "2"}});
    EXPECT_NEAR(brightness(bench, 0), 0.0, 0.01);
    EXPECT_NEAR(brightness(bench, 255), 0.5, 0.01);
    EXPECT_NEAR(brightness(bench, 255), 0.75, 0.01);
}

TEST(@Name@, ForgetsWhenTheCameraWasAway) {
    FilterBench bench = make();
    EXPECT_NEAR(brightness(bench, 0), 0.0, 0.01);
    bench.new_epoch();
    EXPECT_NEAR(brightness(bench, 255), 1.0, 0.01);
}

TEST(@Name@, HandsOnTheCamerasOwnBytes) {
    FilterBench bench = make();
    const auto out = bench.feed_jpeg(test_picture());
    EXPECT_TRUE(out.at(0)->info().original);
    EXPECT_EQ(bench.counts().encodes, 0u);
    EXPECT_EQ(bench.counts().decodes, 1u);
}

TEST(@Name@, RefusesNoFrames) { EXPECT_THROW(make({{"frames", "0"}}), sluice::Error); }

}  // namespace
