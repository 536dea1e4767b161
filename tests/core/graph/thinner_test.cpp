#include "graph/thinner.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Seconds = std::chrono::duration<double>;

Clock::time_point at(double seconds) { return Clock::time_point(std::chrono::hours(24) + std::chrono::duration_cast<Clock::duration>(Seconds(seconds))); }

// Capture times of a camera, each off by up to `jitter` seconds either way.
std::vector<double> stamps(double fps, std::size_t count, double jitter = 0) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> off(-jitter, jitter);
    std::vector<double> all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<double>(i) / fps + (jitter > 0 ? off(random) : 0);
    return all;
}

std::vector<double> passed(Rate rate, const std::vector<double>& all) {
    Thinner thinner(rate);
    std::vector<double> some;
    for (const double one : all)
        if (thinner.passes(at(one))) some.push_back(one);
    return some;
}

void expect_even(const std::vector<double>& some, double period, double most_off) {
    for (std::size_t i = 1; i < some.size(); ++i) ASSERT_NEAR(some[i] - some[i - 1], period, most_off) << "after frame " << i;
}

TEST(Thinner, TakesEachSixthFrameOf30For5) {
    const auto some = passed({5, 1}, stamps(30, 300));
    EXPECT_EQ(some.size(), 50u);
    expect_even(some, 0.2, 1e-6);
}

TEST(Thinner, TakesTwoOfThreeFramesFor20Of30) {
    const auto some = passed({20, 1}, stamps(30, 300));
    EXPECT_EQ(some.size(), 200u);
    expect_even(some, 0.05, 1.0 / 30);
}

TEST(Thinner, KeepsItsMeanAndEvennessUnderJitter) {
    constexpr double jitter = 0.004;
    for (const Rate rate : {Rate{15, 1}, Rate{20, 1}, Rate{5, 1}, Rate{25, 1}, Rate{30000, 1001}}) {
        const auto some = passed(rate, stamps(30, 3000, jitter));
        EXPECT_NEAR(static_cast<double>(some.size()), 100 * rate.per_second(), 1.01) << rate.per_second();
        expect_even(some, 1 / rate.per_second(), 1.0 / 30 + 2 * jitter);
    }
}

TEST(Thinner, TakesExactlyEachOtherFrameOf30For15DespiteJitter) {
    const auto some = passed({15, 1}, stamps(30, 3000, 0.006));
    EXPECT_EQ(some.size(), 1500u);
    expect_even(some, 1.0 / 15, 0.0121);
}

TEST(Thinner, LosesNothingOfACameraThatKeepsTheAskedRate) {
    for (const double first_late : {-0.012, -0.008, 0.0, 0.008, 0.0083, 0.012, 0.02}) {
        auto all = stamps(30, 3000, 0.002);
        all.front() = first_late;  // cameras stamp their first frame as they like
        EXPECT_GE(passed({30, 1}, all).size(), 2998u) << first_late;
        EXPECT_GE(passed({60, 1}, all).size(), 2999u) << "asked for more than there are";
    }
}

TEST(Thinner, KeepsAnExactMeanOverTenThousandFrames) {
    EXPECT_EQ(passed({20, 1}, stamps(30, 10'000)).size(), 6667u);
    EXPECT_EQ(passed({7, 1}, stamps(30, 10'000)).size(), 2334u);
    EXPECT_EQ(passed({1, 3}, stamps(30, 10'000)).size(), 112u);
}

TEST(Thinner, TakesOneFrameAMinuteFor1Over60) {
    const auto some = passed({1, 60}, stamps(30, 30 * 60 * 5, 0.002));
    EXPECT_EQ(some.size(), 5u);
    expect_even(some, 60, 0.04);
}

TEST(Thinner, BeginsAnewWhenStampsGoBack) {
    Thinner thinner({5, 1});
    EXPECT_TRUE(thinner.passes(at(100)));
    EXPECT_TRUE(thinner.passes(at(101)));
    EXPECT_TRUE(thinner.passes(at(50))) << "before its first frame";
    EXPECT_FALSE(thinner.passes(at(50.03)));
    EXPECT_TRUE(thinner.passes(at(50.2)));
    EXPECT_TRUE(thinner.passes(at(90)));
    EXPECT_TRUE(thinner.passes(at(60))) << "after its first frame, yet before its last";
    EXPECT_FALSE(thinner.passes(at(60.03)));
}

TEST(Thinner, DoesNotCatchUpAfterAHole) {
    auto all = stamps(30, 30);
    for (const double one : stamps(30, 30)) all.push_back(one + 10);
    const auto some = passed({5, 1}, all);
    EXPECT_EQ(some.size(), 10u);
    EXPECT_NEAR(some[6] - some[5], 0.2, 1e-6);
}

}  // namespace
}  // namespace sluice
