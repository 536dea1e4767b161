#include "sinks/http/channel.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_sink_context.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::http_sink_parts {
namespace {

using namespace test;
using namespace std::chrono_literals;

class HttpChannel : public testing::Test {
protected:
    [[nodiscard]] std::uint64_t drops(const char* reason) { return context_.drops[{0, reason}]; }
    static Clock::time_point now() { return Clock::now(); }

    FakeSinkContext context_;
    Channel channel_{context_, 0};
};

TEST_F(HttpChannel, WantsFramesWhileSomebodyWatchesAndAMomentLonger) {
    EXPECT_EQ(context_.demands[0], Demand::none);
    {
        const Channel::Watch one(channel_);
        EXPECT_EQ(context_.demands[0], Demand::bytes);
        const Channel::Watch two(channel_);
        channel_.tend(now() + 10s);
        EXPECT_EQ(context_.demands[0], Demand::bytes);
    }
    channel_.tend(now());
    EXPECT_EQ(context_.demands[0], Demand::bytes) << "the page may be loaded again";
    channel_.tend(now() + 1s);
    EXPECT_EQ(context_.demands[0], Demand::none);
    const Channel::Watch again(channel_);
    EXPECT_EQ(context_.demands[0], Demand::bytes);
}

TEST_F(HttpChannel, HasTheNewestFrameAndCountsWhatWasSkipped) {
    const Channel::Watch watch(channel_);
    EXPECT_FALSE(channel_.wait(0, now()).frame);
    const auto frames = make_frames(5);
    channel_.write(frames[0]);
    const Channel::Seen first = channel_.wait(0, now());
    EXPECT_EQ(first.frame, frames[0]);
    EXPECT_FALSE(channel_.wait(first.number, now()).frame) << "each frame once";
    for (int i = 1; i < 5; ++i) channel_.write(frames[static_cast<std::size_t>(i)]);
    const Channel::Seen newest = channel_.wait(first.number, now());
    EXPECT_EQ(newest.frame, frames[4]);
    EXPECT_EQ(channel_.facts().skipped, 3U);
    EXPECT_EQ(drops("overtaken"), 3U) << "nobody got them";
}

TEST_F(HttpChannel, KeepsNothingWhileNobodyWatches) {
    auto frame = make_frame(0);
    const std::weak_ptr<const Frame> life = frame;
    channel_.write(frame);
    EXPECT_EQ(drops("unwatched"), 1U);
    {
        const Channel::Watch watch(channel_);
        EXPECT_FALSE(channel_.wait(0, now()).frame);
        channel_.write(frame);
        EXPECT_TRUE(channel_.wait(0, now()).frame);
    }
    frame.reset();
    EXPECT_TRUE(life.expired()) << "a camera's buffer is not held by a page nobody looks at";
}

TEST_F(HttpChannel, WakesEverybodyWhoWaits) {
    const Channel::Watch watch(channel_);
    std::atomic<int> got = 0;
    std::vector<std::jthread> readers;
    for (int i = 0; i < 4; ++i) readers.emplace_back([&] { got += channel_.wait(0, now() + 20s).frame ? 1 : 0; });
    // However late a reader comes, the newest frame is there.
    channel_.write(make_frame(0));
    readers.clear();
    EXPECT_EQ(got, 4);
}

TEST_F(HttpChannel, StopEndsEveryWait) {
    const Channel::Watch watch(channel_);
    std::jthread reader([&] { EXPECT_FALSE(channel_.wait(0, now() + 60s).frame); });
    channel_.stop();
    reader.join();
    EXPECT_FALSE(channel_.fresh(now() + 60s).frame);
}

TEST_F(HttpChannel, FreshTakesANewFrameAndNotOneFromBefore) {
    const Channel::Watch watch(channel_);
    channel_.write(make_frame(7));
    EXPECT_EQ(channel_.fresh(now()).frame->info().sequence, 7U);
}

TEST_F(HttpChannel, DemandFollowsWhoComesAndGoesInAnyOrder) {
    std::vector<std::jthread> people;
    for (int i = 0; i < 4; ++i)
        people.emplace_back([&] {
            for (int round = 0; round < 500; ++round) const Channel::Watch watch(channel_);
        });
    std::jthread camera([&] {
        for (std::uint64_t i = 0; i < 2000; ++i) channel_.write(make_frame(i));
    });
    for (int i = 0; i < 200; ++i) channel_.tend(now() + 1s);
    people.clear();
    channel_.tend(now() + 1s);
    EXPECT_EQ(context_.demands[0], Demand::none);
    EXPECT_EQ(channel_.facts().viewers, 0U);
}

}  // namespace
}  // namespace sluice::http_sink_parts
