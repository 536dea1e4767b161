// Whom the sink keeps, what it wants of its host, and what it holds on to.
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sinks/zmq/latest_clients.hpp"
#include "tests/sinks/zmq/latest_sink_case.hpp"
#include "tests/sinks/zmq/raw_peer.hpp"
#include "tests/sinks/zmq/watched_bytes.hpp"

namespace sluice {
namespace {

using namespace test;
using testing::HasSubstr;

class LatestDemandTest : public LatestSinkCase {};

TEST_F(LatestDemandTest, WantsFramesWhileSomebodyWaitsAndTwoSecondsLonger) {
    open({"cam", "other"});
    attend();
    EXPECT_EQ(context_->demands, (std::vector{Demand::none, Demand::none}));
    LatestAsker asker(endpoint_);
    asker.ask("cam/jpeg/");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    EXPECT_EQ(context_->demands[1], Demand::none);
    auto& attended = dynamic_cast<Attended&>(*sink_);
    attended.attend(Clock::now() + std::chrono::hours(1));
    EXPECT_EQ(context_->demands[0], Demand::bytes) << "it waits still";
    write(make_frame());
    ASSERT_FALSE(asker.receive().empty());
    const auto answered = Clock::now();
    attended.attend(answered + std::chrono::milliseconds(1500));
    EXPECT_EQ(context_->demands[0], Demand::bytes) << "it will ask again";
    attended.attend(answered + std::chrono::milliseconds(2100));
    EXPECT_EQ(context_->demands[0], Demand::none);
}

TEST_F(LatestDemandTest, ReadingTheStatIsNoDemand) {
    open();
    context_->status_of_all.state = InputStatus::State::offline;
    context_->status_of_all.why = "unplugged";
    LatestAsker asker(endpoint_);
    asker.ask("sluice/stat/");
    const Parts parts = answer_to(asker);
    EXPECT_EQ(parts[0], "sluice/stat/");
    EXPECT_EQ(parts[2], "");
    const Json topic = Json::parse(parts[1])["topics"].at(0);
    EXPECT_EQ(topic["topic"], "cam/jpeg/");
    EXPECT_EQ(topic["why"], "unplugged");
    EXPECT_EQ(topic["subscribers"], 0);
    EXPECT_EQ(context_->demands[0], Demand::none);
    asker.ask("cam/jpeg/");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    asker.ask("sluice/stat/");
    EXPECT_EQ(Json::parse(answer_to(asker)[1])["topics"].at(0)["subscribers"], 1);
}

TEST_F(LatestDemandTest, OfASlowSourceTheNewestIsGivenAtOnce) {
    open();
    agree(1.0 / 60);
    LatestAsker first(endpoint_);
    first.ask("cam/jpeg/");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    write(make_frame(camera_info(), bytes_of("a minute's picture")));
    EXPECT_EQ(first.receive().at(2), "a minute's picture");
    LatestAsker second(endpoint_);
    second.ask("cam/jpeg/", ",\"max_w\":320");
    EXPECT_EQ(answer_to(second)[2], "small 320") << "without another frame";
    first.ask("cam/jpeg/");
    first.ask("sluice/stat/");
    EXPECT_EQ(answer_to(first)[0], "sluice/stat/") << "it has that one and waits for the next";
    dynamic_cast<Attended&>(*sink_).attend(Clock::now() + std::chrono::seconds(100));
    LatestAsker late(endpoint_);
    late.ask("cam/jpeg/");
    late.ask("sluice/stat/");
    const auto later = Clock::now() + std::chrono::seconds(100);
    Parts parts;
    ASSERT_TRUE(wait_for([&] { return dynamic_cast<Attended&>(*sink_).attend(later), !(parts = late.receive_now()).empty(); }));
    EXPECT_EQ(parts[0], "sluice/stat/") << "a newer one is overdue: nobody gets the old one";
}

TEST_F(LatestDemandTest, OfAFastSourceNobodyGetsAnOldFrame) {
    open();
    agree(30);
    LatestAsker asker(endpoint_);
    asker.ask("cam/jpeg/");
    EXPECT_EQ(frames_until_answer(asker)[0], "cam/jpeg/");
    write(make_frame(sequence_++));
    LatestAsker late(endpoint_);
    late.ask("cam/jpeg/");
    late.ask("sluice/stat/");
    const auto later = Clock::now() + std::chrono::milliseconds(500);
    Parts parts;
    ASSERT_TRUE(wait_for([&] { return dynamic_cast<Attended&>(*sink_).attend(later), !(parts = late.receive_now()).empty(); }));
    EXPECT_EQ(parts[0], "sluice/stat/");
}

TEST_F(LatestDemandTest, ACameraGetsItsBufferBackWhenNobodyAsks) {
    open();
    agree(30);
    WatchedBytes watched;
    write(make_frame(camera_info(), watched.make(1000)));
    EXPECT_EQ(watched.alive(), 1u);
    dynamic_cast<Attended&>(*sink_).attend(Clock::now() + std::chrono::seconds(3));
    EXPECT_EQ(watched.alive(), 0u);
}

TEST_F(LatestDemandTest, CountsWhatNobodyAskedFor) {
    open();
    write(make_frame());
    EXPECT_EQ((context_->drops[{0, "not asked for"}]), 1u);
}

TEST_F(LatestDemandTest, ForgetsAClientThatIsGone) {
    open();
    {
        LatestAsker asker(endpoint_);
        asker.ask("cam/jpeg/");
        ASSERT_TRUE(demand_becomes(Demand::bytes));
    }
    EXPECT_TRUE(wait_for([&] { return write(make_frame(sequence_++)), context_->drops[{0, "not asked for"}] > 3; }));
    const auto later = Clock::now() + std::chrono::seconds(3);
    dynamic_cast<Attended&>(*sink_).attend(later);
    EXPECT_EQ(context_->demands[0], Demand::none);
}

TEST_F(LatestDemandTest, OneThatStopsReadingHoldsOneFrameAndHurtsNobody) {
    open();
    WatchedBytes watched;
    LatestAsker stalled(endpoint_), healthy(endpoint_);
    stalled.set(ZMQ_RCVHWM, 1);
    int got = 0;
    for (int i = 0; i < 40; ++i) {
        stalled.ask("cam/jpeg/");
        healthy.ask("cam/jpeg/");
        Parts parts;
        ASSERT_TRUE(wait_for([&] {
            write(make_frame(camera_info(sequence_++), watched.make(1 << 20)));
            return !(parts = healthy.receive_now()).empty();
        })) << i;
        ++got;
        ASSERT_LT(watched.alive(), 24u);
    }
    EXPECT_EQ(got, 40);
}

TEST_F(LatestDemandTest, MoreClientsThanItTakesAreTurnedAwayOnlyWhileAllWait) {
    open();
    LatestAsker flood(endpoint_);
    std::vector<std::unique_ptr<LatestAsker>> askers;
    for (std::size_t i = 0; i < zmq_sink_parts::LatestClients::most; ++i) {
        askers.push_back(std::make_unique<LatestAsker>(endpoint_));
        askers.back()->ask("cam/jpeg/");
    }
    const auto waiting = [&] {
        flood.ask("sluice/stat/");
        return Json::parse(answer_to(flood)[1])["topics"].at(0)["subscribers"].get<std::size_t>();
    };
    ASSERT_TRUE(wait_for([&] { return waiting() == zmq_sink_parts::LatestClients::most; }));
    flood.ask("cam/jpeg/");
    EXPECT_THAT(refusal_of(flood), HasSubstr("all 256 clients"));
    write(make_frame(sequence_++));
    for (auto& asker : askers) EXPECT_EQ(asker->receive().size(), 3u);
    flood.ask("cam/jpeg/");
    EXPECT_EQ(frames_until_answer(flood)[0], "cam/jpeg/");
}

TEST_F(LatestDemandTest, TakesNoHarmFromAGiantRequestOrGarbage) {
    const FakeParams tcp(zmq_latest_sink, {{"bind", {"tcp://127.0.0.1:*"}}});
    sink_ = zmq_latest_sink.make_sink(tcp);
    open();
    const std::string reach = dynamic_cast<Reachable&>(*sink_).reach();
    const std::string endpoint = reach.substr(0, reach.find(' '));
    LatestAsker giant(endpoint), honest(endpoint);
    giant.send(std::string(100'000, '{'));
    RawPeer noise(endpoint);
    noise.greet();
    for (int i = 0; i < 100; ++i) noise.message(std::string(1, static_cast<char>(i)));
    RawPeer stranger(endpoint);
    stranger.send("GET / HTTP/1.1\r\n\r\n");
    honest.ask("cam/jpeg/");
    EXPECT_EQ(frames_until_answer(honest)[0], "cam/jpeg/");
    EXPECT_TRUE(giant.receive_now().empty());
}

}  // namespace
}  // namespace sluice
