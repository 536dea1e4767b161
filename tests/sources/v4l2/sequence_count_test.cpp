#include "sources/v4l2/sequence_count.hpp"

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

TEST(SequenceCount, GapsAreLost) {
    SequenceCount count;
    EXPECT_EQ(count.next(7).sequence, 7u);
    EXPECT_EQ(count.next(8).lost, 0u);
    const auto step = count.next(12);
    EXPECT_EQ(step.lost, 3u);
    EXPECT_EQ(step.sequence, 12u);
}

TEST(SequenceCount, GoesOnWhereTheDriversWraps) {
    SequenceCount count;
    (void)count.next(0xfffffffeu);
    EXPECT_EQ(count.next(0xffffffffu).sequence, 0xffffffffull);
    const auto step = count.next(1);
    EXPECT_EQ(step.sequence, 0x100000001ull);
    EXPECT_EQ(step.lost, 1u);
}

TEST(SequenceCount, AStreamStartedAgainIsNoGapAndNeverGoesBack) {
    SequenceCount count;
    (void)count.next(100);
    count.restart();
    EXPECT_EQ(count.next(0).sequence, 101u);
    EXPECT_EQ(count.next(1).sequence, 102u);
    count.restart();
    const auto step = count.next(50);
    EXPECT_EQ(step.sequence, 103u) << "how many were lost while it stood still is not known";
    EXPECT_EQ(step.lost, 0u);
}

TEST(SequenceCount, ADriverThatCountsBackOrRepeatsStillGivesAGrowingCount) {
    SequenceCount count;
    (void)count.next(10);
    EXPECT_EQ(count.next(3).sequence, 11u);
    EXPECT_EQ(count.next(3).sequence, 12u);
    EXPECT_EQ(count.next(4).lost, 0u);
}

}  // namespace
}  // namespace sluice::v4l2
