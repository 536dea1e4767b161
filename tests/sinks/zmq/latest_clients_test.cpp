#include "sinks/zmq/latest_clients.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/fake_frame.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Clock::time_point begin{seconds(1000)};

LatestRequest at_most_fps(int fps) {
    LatestRequest request;
    request.topic = "front/jpeg/";
    if (fps > 0) request.least_gap = milliseconds(1000 / fps);
    return request;
}

TEST(LatestLine, WaitsForAFrameItHasNotHad) {
    LatestLine line;
    EXPECT_FALSE(line.due(1, begin));
    line.ask(at_most_fps(0), {"a", false});
    EXPECT_TRUE(line.due(1, begin));
    line.answered(1, 5, begin);
    EXPECT_FALSE(line.due(2, begin)) << "one answer for a request";
    line.ask(at_most_fps(0), {"a", false});
    EXPECT_FALSE(line.due(1, begin)) << "it has this one";
    EXPECT_TRUE(line.due(2, begin));
}

TEST(LatestLine, CountsFromZeroInEachEpoch) {
    LatestLine line;
    for (std::uint64_t i = 0; i < 3; ++i) {
        EXPECT_EQ(line.seq(5), i);
        line.ask(at_most_fps(0), {});
        line.answered(i + 1, 5, begin);
    }
    EXPECT_EQ(line.seq(6), 0u);
}

TEST(LatestLine, KeepsTheMeanRateOfWhoAsksAtOnce) {
    LatestLine line;
    int answers = 0;
    for (int i = 0; i < 300; ++i) {  // ten seconds of 30 frames each, none of them punctual
        const auto now = begin + milliseconds(i * 1000 / 30 + i % 5);
        if (!line.waiting()) line.ask(at_most_fps(5), {});
        if (!line.due(static_cast<std::uint64_t>(i + 1), now)) continue;
        line.answered(static_cast<std::uint64_t>(i + 1), 1, now);
        ++answers;
    }
    EXPECT_GE(answers, 49);
    EXPECT_LE(answers, 51);
}

TEST(LatestLine, ASourceOfTheAskedRateLosesNothing) {
    LatestLine line;
    for (std::uint64_t i = 1; i <= 100; ++i) {
        const auto now = begin + i * milliseconds(200) - milliseconds(i % 3);
        line.ask(at_most_fps(5), {});
        ASSERT_TRUE(line.due(i, now)) << i;
        line.answered(i, 1, now);
    }
}

TEST(LatestLine, AfterAPauseThereIsNothingToCatchUpWith) {
    LatestLine line;
    line.ask(at_most_fps(5), {});
    line.answered(1, 1, begin);
    line.ask(at_most_fps(5), {});
    line.answered(2, 1, begin + seconds(10));
    line.ask(at_most_fps(5), {});
    EXPECT_FALSE(line.due(3, begin + seconds(10) + milliseconds(40)));
    EXPECT_TRUE(line.due(3, begin + seconds(10) + milliseconds(200)));
}

TEST(LatestLine, IsBehindWhileItsLastAnswerLives) {
    LatestLine line;
    EXPECT_FALSE(line.behind());
    Bytes answer = line.watched(test::bytes_of("a picture"));
    EXPECT_EQ(answer.size(), 9u);
    EXPECT_TRUE(line.behind());
    answer = {};
    EXPECT_FALSE(line.behind());
}

TEST(LatestClients, MakesRoomByForgettingWhoHasBeenSilentTheLongest) {
    LatestClients clients(2);
    for (std::size_t i = 0; i < LatestClients::most; ++i)
        ASSERT_NE(clients.line("c" + std::to_string(i), 0, begin + seconds(i)), nullptr);
    clients.line("c0", 1, begin + seconds(999))->ask(at_most_fps(0), {});
    EXPECT_NE(clients.line("new", 0, begin + seconds(1000)), nullptr);
    EXPECT_EQ(clients.size(), LatestClients::most);
    EXPECT_TRUE(clients.waits(1)) << "who waits is not forgotten";
}

TEST(LatestClients, RefusesOneMoreWhereAllWait) {
    LatestClients clients(1);
    for (std::size_t i = 0; i < LatestClients::most; ++i) clients.line("c" + std::to_string(i), 0, begin)->ask(at_most_fps(0), {});
    EXPECT_EQ(clients.line("new", 0, begin), nullptr);
    clients.forget("c7");
    EXPECT_NE(clients.line("new", 0, begin), nullptr);
    EXPECT_EQ(clients.active(0, begin + seconds(1)), LatestClients::most - 1) << "those that wait";
    EXPECT_EQ(clients.active(0, begin), LatestClients::most) << "and who asked since";
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
