// Times are made up, in us.
#include <gtest/gtest.h>

#include <sluice/client.hpp>

namespace sluice::client {
namespace {

constexpr std::int64_t ms = 1000, period = 33 * ms, skew = 5000 * 1000 * ms;

class ClientNewest : public testing::Test {
protected:
    /// A frame captured at `ts` by the camera's clock arrives at `now` by ours.
    void put(std::int64_t ts, std::int64_t now, const std::string& name = "front", std::uint64_t epoch = 1) {
        Message message;
        message.topic = name + "/jpeg/";
        message.frame.emplace();
        message.frame->ts_us = ts + skew;
        message.frame->seq = seq_++;
        message.frame->epoch = epoch;
        message.frame->wall_us = ts + wall_skew_;
        newest_.put(Frame(std::move(message), zmq::message_t()), now, now);
    }
    /// The capture time of what is handed out; -1: nothing.
    std::int64_t pick(std::int64_t now, std::int64_t entered) {
        const auto pick = newest_.pick(now, entered);
        if (pick) skipped_ = pick->skipped;
        return pick ? pick->frame.header().ts_us - skew : -1;
    }
    /// Frames come as they are captured, and each is handed out at once.
    std::int64_t run(std::int64_t from, int frames) {
        for (int i = 0; i < frames; ++i, from += period) {
            put(from, from + 2 * ms);
            EXPECT_EQ(pick(from + 2 * ms, from), from);
        }
        return from;
    }

    Newest newest_{100 * ms};
    std::int64_t wall_skew_ = 0;
    std::uint64_t skipped_ = 0, seq_ = 0;
};

TEST_F(ClientNewest, FramesInTimeGoAtOnce) { run(0, 100); }

TEST_F(ClientNewest, OfThoseThatWaitTheNewestIsHandedOut) {
    const std::int64_t now = run(0, 10);
    for (int i = 0; i < 4; ++i) put(now + i * period, now + 4 * period);
    EXPECT_EQ(pick(now + 4 * period, now + 4 * period), now + 3 * period);
    EXPECT_EQ(skipped_, 3u);
    EXPECT_EQ(pick(now + 4 * period, now + 4 * period), -1);
}

TEST_F(ClientNewest, WhatWaitedDuringAStallIsPassedOver) {
    const std::int64_t stalled = run(0, 10), awake = stalled + 10000 * ms;
    for (int i = 0; i < 100; ++i) put(stalled + i * period, awake + i * ms / 10);
    EXPECT_EQ(pick(awake + 10 * ms, awake), -1) << "the newest of these is 6.7 s old";
    EXPECT_EQ(newest_.wake(), awake + 99 * ms / 10 + 100 * ms);
    put(awake, awake + 12 * ms);
    EXPECT_EQ(pick(awake + 12 * ms, awake), awake);
    EXPECT_EQ(skipped_, 100u);
}

TEST_F(ClientNewest, WhereNothingNewerComesTheOldOneGoesAfterAWhile) {
    const std::int64_t stalled = run(0, 10), awake = stalled + 10000 * ms;
    put(stalled, awake);
    EXPECT_EQ(pick(awake + 99 * ms, awake), -1);
    EXPECT_EQ(pick(awake + 101 * ms, awake), stalled);
}

TEST_F(ClientNewest, ALinkThatBecameSlowIsNotHeldUpForEver) {
    std::int64_t now = run(0, 10);
    int held = 0;
    for (int i = 0; i < 150; ++i, now += period) {
        put(now, now + 300 * ms);
        held += pick(now + 300 * ms, now + 300 * ms - period) < 0;
    }
    EXPECT_LE(held, 16) << "half a second, once";
}

TEST_F(ClientNewest, OfASlowCameraAnOldFrameIsTheNewest) {
    constexpr std::int64_t pause = 1000 * ms;
    std::int64_t now = 0;
    for (; now < 5 * pause; now += pause) {
        put(now, now + ms);
        ASSERT_EQ(pick(now + ms, now), now);
    }
    put(now, now + 700 * ms);
    EXPECT_EQ(pick(now + 700 * ms, now + 700 * ms), now) << "there can be no newer one";
}

TEST_F(ClientNewest, TheFirstFrameIsJudgedByTheWallClocks) {
    put(0, 4000 * ms);
    EXPECT_EQ(pick(4000 * ms, 4000 * ms), -1) << "it waited while the program began";
    put(4000 * ms, 4001 * ms);
    EXPECT_EQ(pick(4001 * ms, 4000 * ms), 4000 * ms);
}

TEST_F(ClientNewest, WallClocksThatDifferCostOnlyTheFirstFrame) {
    wall_skew_ = -20000 * ms;
    put(0, 2 * ms);
    EXPECT_EQ(pick(2 * ms, 0), -1);
    put(period, period + 2 * ms);
    put(2 * period, 2 * period + 2 * ms);
    EXPECT_EQ(pick(2 * period + 103 * ms, 0), 2 * period);
    run(10 * period, 100);
}

TEST_F(ClientNewest, ClocksThatDriftAreNoLateness) {
    std::int64_t drift = 0;
    for (std::int64_t now = 0; now < std::int64_t{3600} * 1000 * ms; now += 1000 * ms) {
        drift = now / 10000;  // 100 us a second
        put(now - drift, now + 2 * ms);
        ASSERT_EQ(pick(now + 2 * ms, now), now - drift);
    }
    EXPECT_GT(drift, 300 * ms);
}

TEST_F(ClientNewest, AnotherBootIsAnotherClock) {
    constexpr std::int64_t day = std::int64_t{86400} * 1000 * ms;
    run(day, 10);
    for (int i = 0; i < 20; ++i) {
        put(5000 * ms + i * period, day + 100000 * ms + i * period, "front", 2);
        EXPECT_EQ(pick(day + 100000 * ms + i * period, day), 5000 * ms + i * period) << i;
    }
}

TEST_F(ClientNewest, TopicsTakeTurns) {
    for (int i = 0; i < 3; ++i)
        for (const char* name : {"a", "b", "c"}) put(i * period, 2 * period + ms, name);
    std::vector<std::string> order;
    while (auto pick = newest_.pick(2 * period + ms, 0)) order.push_back(pick->frame.topic());
    EXPECT_EQ(order, (std::vector<std::string>{"a/jpeg/", "b/jpeg/", "c/jpeg/"}));
    put(3 * period, 3 * period, "a");
    put(3 * period, 3 * period, "c");
    EXPECT_EQ(newest_.pick(3 * period, 0)->frame.topic(), "a/jpeg/");
    put(4 * period, 4 * period, "a");
    EXPECT_EQ(newest_.pick(4 * period, 0)->frame.topic(), "c/jpeg/") << "a had its turn";
}

}  // namespace
}  // namespace sluice::client
