// rate as it is shipped: the .so, through the gate; and its timetable with time stamps no bench makes.
#include <gmock/gmock.h>

#include <sluice/bench.hpp>

#include "plugins/rate/timetable.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using std::chrono::duration;
using std::chrono::microseconds;
using testing::HasSubstr;

std::vector<FramePtr> frames_of(bench::Camera& camera, int count) {
    static const Bytes picture = bench::plain_picture(128, {16, 16});
    std::vector<FramePtr> frames;
    for (int i = 0; i < count; ++i) frames.push_back(camera.jpeg(picture));
    return frames;
}

double longest_gap(const std::vector<FramePtr>& frames) {
    double longest = 0;
    for (std::size_t i = 1; i < frames.size(); ++i)
        longest = std::max(longest, duration<double>(frames[i]->info().captured - frames[i - 1]->info().captured).count());
    return longest;
}
double shortest_gap(const std::vector<FramePtr>& frames) {
    double shortest = 1e9;
    for (std::size_t i = 1; i < frames.size(); ++i)
        shortest = std::min(shortest, duration<double>(frames[i]->info().captured - frames[i - 1]->info().captured).count());
    return shortest;
}

struct Case {
    const char* fps;
    Rate camera;
    int fed;
    std::size_t passed;
};

class RateOf : public testing::TestWithParam<Case> {};

TEST_P(RateOf, IsExactAndEvenWithinOnePeriodOfTheCamera) {
    const Case& given = GetParam();
    auto bench = FilterBench::load(RATE, "rate", {{"fps", given.fps}});
    bench::Camera camera("cam", given.camera);
    const auto out = bench.feed(frames_of(camera, given.fed));
    EXPECT_EQ(out.size(), given.passed);
    EXPECT_LE(longest_gap(out) - shortest_gap(out), 1 / given.camera.per_second() + 1e-6);
    EXPECT_EQ(bench.counts().decodes, 0u);
}

INSTANTIATE_TEST_SUITE_P(Rates, RateOf,
                         testing::Values(Case{"20", {30, 1}, 300, 200}, Case{"15", {30, 1}, 300, 150},
                                         Case{"7", {30, 1}, 900, 210}, Case{"25", {30, 1}, 300, 250},
                                         Case{"30", {30, 1}, 300, 300}, Case{"60", {30, 1}, 90, 90},
                                         Case{"1/2", {30, 1}, 300, 5}, Case{"29.5", {60, 1}, 1200, 590},
                                         Case{"10", {30000, 1001}, 899, 300}));

TEST(RateFilter, BeginsAnewWithAnEpoch) {
    auto bench = FilterBench::load(RATE, "rate", {{"fps", "1"}});
    EXPECT_EQ(bench.feed(frames_of(bench.camera(), 20)).size(), 1u);
    bench.new_epoch();
    EXPECT_THAT(bench::sequences(bench.feed(frames_of(bench.camera(), 35))), testing::ElementsAre(0, 30));
}

TEST(RateFilter, CatchesUpWithNothingAfterAHole) {
    auto bench = FilterBench::load(RATE, "rate", {{"fps", "10"}});
    (void)bench.feed(frames_of(bench.camera(), 30));
    bench.camera().lose(300);
    EXPECT_LE(bench.feed(frames_of(bench.camera(), 30)).size(), 11u);
}

TEST(RateFilter, MustBeToldTheRate) {
    try {
        (void)FilterBench::load(RATE, "rate");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("fps"));
    }
}

TEST(RateFilter, LooksAtNoPixels) {
    auto bench = FilterBench::load(RATE, "rate", {{"fps", "10"}});
    EXPECT_TRUE(bench.wishes().pixels.empty());
    EXPECT_FALSE(bench.wishes().coefficients);
}

// Time stamps of a USB camera tremble by milliseconds.
TEST(Timetable, LosesNothingOfItsOwnRateThoughStampsTremble) {
    Timetable timetable({30, 1});
    int passed = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto tremble = microseconds((i * 7919) % 12'000 - 6'000);
        passed += timetable.passes(Clock::time_point(std::chrono::seconds(100)) + i * microseconds(33'333) + tremble);
    }
    EXPECT_GE(passed, 2999);
}

TEST(Timetable, IsExactThoughStampsTremble) {
    Timetable timetable({20, 1});
    int passed = 0;
    for (int i = 0; i < 9000; ++i) {
        const auto tremble = microseconds((i * 7919) % 8'000 - 4'000);
        passed += timetable.passes(Clock::time_point(std::chrono::seconds(100)) + i * microseconds(33'333) + tremble);
    }
    EXPECT_NEAR(passed, 6000, 2);
}

TEST(Timetable, GoesOnWhereTimeGoesBack) {
    Timetable timetable({10, 1});
    EXPECT_TRUE(timetable.passes(Clock::time_point(std::chrono::seconds(100))));
    EXPECT_TRUE(timetable.passes(Clock::time_point(std::chrono::seconds(50))));
    EXPECT_FALSE(timetable.passes(Clock::time_point(std::chrono::seconds(50) + microseconds(33'333))));
}

}  // namespace
}  // namespace sluice
