#include "sources/zmq/loss_count.hpp"

#include <gtest/gtest.h>

#include "sources/zmq/kept_texts.hpp"

namespace sluice::upstream {
namespace {

TEST(UpstreamLosses, AreTheGapsWithinARun) {
    LossCount losses;
    EXPECT_EQ(losses.take(1, 7), 0u) << "where we came in";
    EXPECT_EQ(losses.take(1, 8), 0u);
    EXPECT_EQ(losses.take(1, 12), 3u);
    EXPECT_EQ(losses.take(1, 10), 0u) << "late";
    EXPECT_EQ(losses.take(1, 13), 0u);
}

TEST(UpstreamLosses, ANewRunCountsFromItsBeginning) {
    LossCount losses;
    (void)losses.take(5, 7);
    EXPECT_EQ(losses.take(6, 2), 2u);
    EXPECT_EQ(losses.take(3, 0), 0u) << "a board without a clock restarts in the past";
    losses.relinked();
    EXPECT_EQ(losses.take(3, 4), 3u) << "the same run over a new link";
    losses.relinked();
    EXPECT_EQ(losses.take(9, 4), 0u) << "sent before the link stood";
    losses.paused();
    EXPECT_EQ(losses.take(9, 40), 0u) << "not for us";
    EXPECT_EQ(losses.take(9, 42), 1u);
}

TEST(UpstreamTexts, AreKeptOnceAndWithinABound) {
    KeptTexts texts(2);
    const std::string one = "front";
    const auto kept = texts.keep(one);
    ASSERT_TRUE(kept);
    EXPECT_NE(kept->data(), one.data());
    EXPECT_EQ(texts.keep("front")->data(), kept->data());
    EXPECT_TRUE(texts.keep("back"));
    EXPECT_FALSE(texts.keep("side"));
    EXPECT_EQ(*texts.keep("back"), "back");
}

}  // namespace
}  // namespace sluice::upstream
