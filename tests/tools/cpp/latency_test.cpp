#include <gtest/gtest.h>

#include <sluice/client/latency.hpp>

namespace sluice::client {
namespace {

constexpr std::int64_t second = 1000000;

Header header(bool relayed = false, const std::string& boot = "") {
    Header out;
    out.ts_us = 100 * second;
    out.wall_us = 5000 * second;
    if (relayed) out.src_epoch = 7;
    out.boot = boot;
    return out;
}

TEST(ClientLatency, OneBootHasOneClock) {
    const auto latency = latency_of(header(), "mine", "mine", 100 * second + 5000, 0);
    ASSERT_TRUE(latency);
    EXPECT_EQ(latency->age.count(), 5000);
    EXPECT_EQ(latency->clock, Latency::Clock::monotonic);
}

TEST(ClientLatency, AnotherBootIsToldByWallClocks) {
    for (const char* boot : {"", "theirs"}) {
        const auto latency = latency_of(header(), "mine", boot, 0, 5000 * second + 7000);
        ASSERT_TRUE(latency);
        EXPECT_EQ(latency->age.count(), 7000);
        EXPECT_EQ(latency->clock, Latency::Clock::wall);
    }
    EXPECT_EQ(latency_of(header(), "", "", 0, 5000 * second)->clock, Latency::Clock::wall) << "not known is not the same";
}

TEST(ClientLatency, OfARelayedFrameItsOwnBootCounts) {
    EXPECT_EQ(latency_of(header(true, "mine"), "mine", "theirs", 100 * second, 0)->clock, Latency::Clock::monotonic);
    EXPECT_EQ(latency_of(header(true, "theirs"), "mine", "mine", 0, 5000 * second)->clock, Latency::Clock::wall);
    EXPECT_EQ(latency_of(header(true), "mine", "mine", 0, 5000 * second)->clock, Latency::Clock::wall);
}

TEST(ClientLatency, IsLeftOutWhereItMakesNoSense) {
    EXPECT_EQ(latency_of(header(), "mine", "mine", 100 * second - 1000, 0)->age.count(), 0);
    EXPECT_FALSE(latency_of(header(), "mine", "mine", 100 * second - 1001, 0));
    EXPECT_TRUE(latency_of(header(), "mine", "theirs", 0, 5000 * second + 3600 * second));
    EXPECT_FALSE(latency_of(header(), "mine", "theirs", 0, 5000 * second + 3601 * second));
}

}  // namespace
}  // namespace sluice::client
