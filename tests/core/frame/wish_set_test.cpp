#include "frame/wish_set.hpp"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(ShrinkOf, IsWhatWasWrittenWithoutALeastSize) {
    EXPECT_EQ(shrink_of({Format::gray, 4}, 1920, 1080), 4u);
    EXPECT_EQ(shrink_of({}, 1920, 1080), 1u);
}

TEST(ShrinkOf, IsTheGreatestThatKeepsTheLeastSize) {
    const auto of = [](Size least, std::uint32_t width, std::uint32_t height) {
        return shrink_of({.at_least = least}, width, height);
    };
    EXPECT_EQ(of({320, 0}, 1920, 1080), 4u);
    EXPECT_EQ(of({320, 0}, 1280, 720), 4u);
    EXPECT_EQ(of({320, 0}, 1279, 720), 2u);
    EXPECT_EQ(of({0, 135}, 1920, 1080), 8u);
    EXPECT_EQ(of({160, 136}, 1920, 1080), 4u);
    EXPECT_EQ(of({1, 1}, 1920, 1080), 8u) << "there is no more than 8";
    EXPECT_EQ(of({4000, 3000}, 1920, 1080), 1u) << "a smaller picture comes as it is";
}

TEST(WishSet, OfNothingIsEmpty) {
    EXPECT_TRUE(WishSet().empty());
    EXPECT_FALSE(WishSet(8, false).empty());
}

TEST(WishSet, TogetherAreTheSmallestShrinkAndChromaIfOneWantsColour) {
    const WishSet gray_quarter(4, false);
    const WishSet colour_eighth(8, true);
    EXPECT_FALSE(gray_quarter.chroma());
    EXPECT_EQ(gray_quarter.shrink(), 4u);
    const WishSet both = gray_quarter.with(colour_eighth);
    EXPECT_TRUE(both.chroma());
    EXPECT_EQ(both.shrink(), 4u);
    EXPECT_EQ(both.with(WishSet(1, false)).shrink(), 1u);
    EXPECT_EQ(both.with(WishSet()).bits(), both.bits());
}

}  // namespace
}  // namespace sluice
