#include <gtest/gtest.h>

#include <sluice/client/losses.hpp>

namespace sluice::client {
namespace {

TEST(ClientLosses, CountsGaps) {
    Losses losses;
    EXPECT_EQ(losses.take(1, 100, 1), 0u) << "what was before us is no loss";
    EXPECT_EQ(losses.take(1, 101, 1), 0u);
    EXPECT_EQ(losses.take(1, 105, 1), 3u);
    EXPECT_EQ(losses.take(1, 106, 1), 0u);
}

TEST(ClientLosses, ANewEpochCountsFromZero) {
    Losses losses;
    EXPECT_EQ(losses.take(1, 100, 1), 0u);
    EXPECT_EQ(losses.take(2, 4, 1), 4u);
    EXPECT_EQ(losses.take(3, 0, 1), 0u);
    EXPECT_EQ(losses.take(2, 7, 1), 7u) << "a smaller epoch is a new one too: a clock was set";
}

TEST(ClientLosses, WhatANewEpochSentBeforeTheLinkIsNoLoss) {
    Losses losses;
    EXPECT_EQ(losses.take(1, 100, 1), 0u);
    EXPECT_EQ(losses.take(2, 50, 2), 0u);
    EXPECT_EQ(losses.take(2, 52, 2), 1u);
    EXPECT_EQ(losses.take(2, 60, 3), 7u) << "in one epoch it is, whatever the link did";
}

TEST(ClientLosses, ARepeatedMessageIsNone) {
    Losses losses;
    EXPECT_EQ(losses.take(1, 5, 1), 0u);
    EXPECT_EQ(losses.take(1, 4, 1), 0u);
    EXPECT_EQ(losses.take(1, 6, 1), 0u);
}

}  // namespace
}  // namespace sluice::client
