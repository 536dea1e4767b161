// The client of pull-latest, and a ROUTER that answers by hand.
#include <deque>
#include <thread>

#include <gtest/gtest.h>

#include <sluice/client.hpp>

#include "tests/support/wait_for.hpp"

namespace sluice::client {
namespace {

using std::chrono::milliseconds;

class ClientLatest : public testing::Test {
protected:
    ClientLatest() {
        router_.set(zmq::sockopt::linger, 0);
        router_.bind("tcp://127.0.0.1:*");
        endpoint_ = router_.get(zmq::sockopt::last_endpoint);
    }
    /// Requests for frames that came; those for the stat message are answered.
    std::size_t requests() {
        for (zmq::message_t peer, text; router_.recv(peer, zmq::recv_flags::dontwait);) {
            EXPECT_TRUE(router_.recv(text));
            EXPECT_FALSE(text.more());
            peer_ = peer.to_string();
            const auto request = nlohmann::json::parse(text.to_string_view());
            EXPECT_EQ(request["v"], 1);
            if (request["topic"] == "sluice/stat/") {
                send("sluice/stat/", {{"v", 1}, {"boot", fields::own_boot()}, {"topics", nlohmann::json::array()}}, "");
            } else {
                requests_.push_back(request);
            }
        }
        return requests_.size();
    }
    void send(const std::string& topic, const nlohmann::json& header, const std::string& payload) {
        router_.send(zmq::buffer(peer_), zmq::send_flags::sndmore);
        router_.send(zmq::buffer(topic), zmq::send_flags::sndmore);
        router_.send(zmq::buffer(header.dump()), zmq::send_flags::sndmore);
        router_.send(zmq::buffer(payload), zmq::send_flags::none);
    }
    void send_frame(std::uint64_t seq) {
        send("front/jpeg/", {{"v", 1}, {"src", "front"}, {"seq", seq}, {"epoch", 7}, {"ts_us", fields::monotonic_us()}, {"wall_us", fields::wall_us()},
                             {"codec", "jpeg"}, {"w", 8}, {"h", 8}, {"size", 3}, {"orig", false}}, "abc");
    }
    /// Calls next() briefly until so many requests are here; a frame may come on the way.
    bool asked(Latest& latest, std::size_t count) {
        return test::wait_for([&] {
            if (auto frame = latest.next(milliseconds(1))) frames_.push_back(std::move(*frame));
            return requests() >= count;
        });
    }

    zmq::context_t context_;
    zmq::socket_t router_{context_, zmq::socket_type::router};
    std::string endpoint_, peer_;
    std::deque<nlohmann::json> requests_;
    std::vector<Frame> frames_;
};

TEST_F(ClientLatest, AsksAndGetsOneFrameAtATime) {
    Latest latest(endpoint_, "front/jpeg/", {640, 5});
    ASSERT_TRUE(asked(latest, 1)) << latest.trouble();
    EXPECT_EQ(requests_[0], nlohmann::json({{"v", 1}, {"topic", "front/jpeg/"}, {"max_w", 640}, {"max_fps", 5.0}}));
    send_frame(0);
    const auto frame = latest.next(milliseconds(10000));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->jpeg().text(), "abc");
    EXPECT_TRUE(latest.stat());
    ASSERT_TRUE(frame->latency());
    EXPECT_EQ(frame->latency()->clock, Latency::Clock::monotonic);
    EXPECT_EQ(requests(), 1u) << "nothing is asked for that nobody waits for";
    ASSERT_TRUE(asked(latest, 2));
    EXPECT_EQ(frames_.size(), 0u);
}

TEST_F(ClientLatest, WhatIsNotWishedIsNotAskedFor) {
    Latest latest(endpoint_, "front/jpeg/");
    ASSERT_TRUE(asked(latest, 1));
    EXPECT_EQ(requests_[0], nlohmann::json({{"v", 1}, {"topic", "front/jpeg/"}}));
}

TEST_F(ClientLatest, AnAnswerThatWaitedGivesWayToANewerOne) {
    Latest latest(endpoint_, "front/jpeg/");
    ASSERT_TRUE(asked(latest, 1));
    const auto away_until = fields::monotonic_us() + 200000;
    send_frame(0);
    ASSERT_TRUE(test::wait_for([&] { return fields::monotonic_us() > away_until; }));
    EXPECT_EQ(requests(), 1u);
    std::thread sink([this] {
        if (test::wait_for([this] { return requests() >= 2; })) send_frame(1);
    });
    const auto frame = latest.next(milliseconds(10000));
    sink.join();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->header().seq, 1u);
}

TEST_F(ClientLatest, AnAnswerThatWaitedIsHandedOutForWantOfABetter) {
    Latest latest(endpoint_, "front/jpeg/");
    ASSERT_TRUE(asked(latest, 1));
    const auto away_until = fields::monotonic_us() + 200000;
    send_frame(0);
    ASSERT_TRUE(test::wait_for([&] { return fields::monotonic_us() > away_until; }));
    const auto began = fields::monotonic_us();
    const auto frame = latest.next(milliseconds(300));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->header().seq, 0u);
    EXPECT_GE(fields::monotonic_us() - began, 290000);
    EXPECT_EQ(requests(), 2u);
}

TEST_F(ClientLatest, AsksAgainWhereNoAnswerComes) {
    Latest latest(endpoint_, "front/jpeg/");
    ASSERT_TRUE(asked(latest, 3));
    EXPECT_EQ(requests_[2], requests_[0]);
}

TEST_F(ClientLatest, AWrongRequestIsAnError) {
    Latest latest(endpoint_, "fornt/jpeg/");
    ASSERT_TRUE(asked(latest, 1));
    send("sluice/error/", {{"v", 1}, {"why", "there is no fornt/jpeg/; did you mean front/jpeg/"}}, "");
    try {
        (void)latest.next(milliseconds(10000));
        ADD_FAILURE() << "it was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.what(), endpoint_ + ": there is no fornt/jpeg/; did you mean front/jpeg/");
    }
}

TEST_F(ClientLatest, FindsASinkThatComesBack) {
    Latest latest(endpoint_, "front/jpeg/");
    ASSERT_TRUE(asked(latest, 1));
    router_.close();
    ASSERT_TRUE(test::wait_for([&] { return !latest.next(milliseconds(1)) && !latest.trouble().empty(); }));
    requests_.clear();
    router_ = zmq::socket_t(context_, zmq::socket_type::router);
    router_.set(zmq::sockopt::linger, 0);
    router_.bind(endpoint_);
    ASSERT_TRUE(asked(latest, 1)) << latest.trouble();
    EXPECT_EQ(requests_.size(), 1u) << "what was asked while nobody was there is not asked for now";
    send_frame(0);
    EXPECT_TRUE(latest.next(milliseconds(10000)));
}

}  // namespace
}  // namespace sluice::client
