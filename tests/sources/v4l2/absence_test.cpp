#include "sources/v4l2/absence.hpp"

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

using namespace std::chrono_literals;

constexpr Clock::time_point noon{1000s};

TEST(Absence, SaysAReasonOnce) {
    Absence absence;
    EXPECT_EQ(absence.failed("unplugged", true, noon), "unplugged");
    EXPECT_EQ(absence.failed("unplugged", true, noon + 10s), std::nullopt);
    EXPECT_EQ(absence.reason(), "unplugged");
}

TEST(Absence, AnotherReasonIsSaidOnlyWhereItLasts) {
    Absence absence;
    (void)absence.failed("unplugged", true, noon);
    EXPECT_EQ(absence.failed("no rights", false, noon + 1s), std::nullopt);
    EXPECT_EQ(absence.failed("busy", false, noon + 1100ms), std::nullopt) << "each has to last by itself";
    EXPECT_EQ(absence.failed("busy", false, noon + 1900ms), std::nullopt);
    EXPECT_EQ(absence.failed("busy", false, noon + 2100ms), "busy");
    EXPECT_EQ(absence.reason(), "busy");
}

TEST(Absence, AReasonThatWentAwayForAMomentIsNoNews) {
    Absence absence;
    (void)absence.failed("unplugged", true, noon);
    EXPECT_EQ(absence.failed("busy", false, noon + 1s), std::nullopt);
    EXPECT_EQ(absence.failed("unplugged", true, noon + 2s), std::nullopt);
    EXPECT_EQ(absence.failed("busy", false, noon + 3s), std::nullopt) << "it begins to last anew";
}

TEST(Absence, TheSameReasonAfterItWasBackIsNews) {
    Absence absence;
    (void)absence.failed("unplugged", true, noon);
    absence.over();
    EXPECT_EQ(absence.reason(), "");
    EXPECT_EQ(absence.failed("unplugged", true, noon + 1s), "unplugged");
}

TEST(Absence, GoneIsGoneHoweverItIsPut) {
    Absence absence;
    (void)absence.failed("/dev/video0 has been unplugged", true, noon);
    EXPECT_EQ(absence.failed("Lab Camera is not here", true, noon + 1s), std::nullopt);
    EXPECT_EQ(absence.failed("Lab Camera is not here", true, noon + 9s), std::nullopt);
    EXPECT_EQ(absence.failed("busy", false, noon + 10s), std::nullopt);
    EXPECT_EQ(absence.failed("busy", false, noon + 11s), "busy");
    EXPECT_EQ(absence.failed("gone again", true, noon + 12s), std::nullopt);
    EXPECT_EQ(absence.failed("gone again", true, noon + 13s), "gone again");
}

TEST(Absence, LooksEverMoreSeldomUntilASignComes) {
    Absence absence;
    Clock::time_point now = noon;
    Clock::duration pause{};
    for (int i = 0; i < 12; ++i) {
        (void)absence.failed("unplugged", true, now);
        EXPECT_GE(absence.retry_at() - now, pause);
        pause = absence.retry_at() - now;
        now = absence.retry_at();
    }
    EXPECT_EQ(pause, 5s);
    (void)absence.failed("unplugged", true, now);
    absence.sign(now);
    EXPECT_LE(absence.retry_at() - now, 50ms);
    (void)absence.failed("unplugged", true, now);
    EXPECT_LE(absence.retry_at() - now, 100ms) << "quick again, for a while";
}

TEST(Absence, AStormOfSignsIsNoBusyLoop) {
    Absence absence;
    (void)absence.failed("unplugged", true, noon);
    absence.sign(noon);
    EXPECT_GT(absence.retry_at(), noon);
    const auto at = absence.retry_at();
    absence.sign(noon + 5ms);
    EXPECT_EQ(absence.retry_at(), at) << "signs do not put it off either";
}

TEST(Absence, WithoutSignsItIsLookedForEverySecond) {
    Absence absence;
    for (int i = 0; i < 12; ++i) (void)absence.failed("unplugged", true, noon);
    absence.unwatched(noon);
    EXPECT_EQ(absence.retry_at(), noon + 1s);
}

}  // namespace
}  // namespace sluice::v4l2
