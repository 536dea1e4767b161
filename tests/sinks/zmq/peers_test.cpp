// What peers can do to a publisher that they may reach, by bytes written by hand.
#include "sinks/zmq/publisher.hpp"

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sinks/zmq/both_publishers.hpp"
#include "tests/sinks/zmq/raw_peer.hpp"
#include "tests/sinks/zmq/subscriber.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using test::RawPeer;
using test::Subscriber;
using test::wait_for;

constexpr std::string_view topic = "cam/jpeg/";

class PeersTest : public testing::TestWithParam<test::MakePublisher> {
protected:
    [[nodiscard]] static PublisherSetup setup() {
        return {{"tcp://127.0.0.1:*"}, limits_for(Latency::balanced, 1), {}, {std::string(topic), "cam/notes/", "sluice/stat/"}, {}};
    }
    [[nodiscard]] const std::string& endpoint() const { return publisher_->bound()[0]; }
    [[nodiscard]] bool becomes(std::size_t subscribers) {
        return wait_for([&] { return publisher_->drain(), publisher_->subscriptions().count(topic) == subscribers; });
    }
    // Until the publisher has read what was sent before.
    [[nodiscard]] bool is_read(RawPeer& peer) {
        peer.message(std::string("\1") + "sluice/stat/");
        const bool there = wait_for([&] { return publisher_->drain(), publisher_->subscriptions().wants("sluice/stat/"); });
        peer.message(std::string("\0", 1) + "sluice/stat/");
        return there && wait_for([&] { return publisher_->drain(), !publisher_->subscriptions().wants("sluice/stat/"); });
    }
    [[nodiscard]] static long resident_kib() {
        long pages = 0, resident = 0;
        std::ifstream("/proc/self/statm") >> pages >> resident;
        return resident * 4;
    }

    std::unique_ptr<Publisher> publisher_ = GetParam()(setup());
};

std::string message(std::string_view body) { return std::string("\0", 1) + static_cast<char>(body.size()) + std::string(body); }

TEST_P(PeersTest, NobodyTakesBackWhatAnotherAskedFor) {
    const Subscriber honest(endpoint(), {std::string(topic)});
    ASSERT_TRUE(becomes(1));
    RawPeer spoofer(endpoint());
    spoofer.greet([&] { publisher_->drain(); });
    for (int i = 0; i < 10; ++i) spoofer.message(std::string("\0", 1) + std::string(topic));
    ASSERT_TRUE(is_read(spoofer));
    EXPECT_EQ(publisher_->subscriptions().count(topic), 1u);
    RawPeer old(endpoint());
    old.greet_as_of_old([&] { publisher_->drain(); });
    old.message(std::string("\0", 1) + std::string(topic));
    ASSERT_TRUE(is_read(spoofer));
    EXPECT_EQ(publisher_->subscriptions().count(topic), 1u);
}

TEST_P(PeersTest, WhoAsksTwiceIsGoneWhenItGoes) {
    std::optional<RawPeer> peer(endpoint());
    peer->greet([&] { publisher_->drain(); });
    for (int i = 0; i < 5; ++i) peer->message(std::string("\1") + std::string(topic));
    ASSERT_TRUE(becomes(1));
    ASSERT_TRUE(is_read(*peer));
    EXPECT_EQ(publisher_->subscriptions().count(topic), 1u);
    peer.reset();
    EXPECT_TRUE(becomes(0));
}

TEST_P(PeersTest, JunkKeepsNobodyOut) {
    std::vector<std::unique_ptr<RawPeer>> peers;
    for (int i = 0; i < 20; ++i) {
        RawPeer& peer = *peers.emplace_back(std::make_unique<RawPeer>(endpoint()));
        peer.greet([&] { publisher_->drain(); });
        for (int j = 0; j < 400; ++j) peer.message("\1junk" + std::to_string(i * 1000 + j));
    }
    for (auto& peer : peers) ASSERT_TRUE(is_read(*peer));
    Subscriber honest(endpoint(), {std::string(topic)});
    ASSERT_TRUE(becomes(1));
    publisher_->send(topic, "{}", {});
    EXPECT_EQ(honest.receive().size(), 3u);
    EXPECT_EQ(publisher_->cut_off(), 0u);
}

TEST_P(PeersTest, EndlessSubscriptionsAreCutOffAndLeaveNothing) {
    Subscriber honest(endpoint(), {std::string(topic)});
    ASSERT_TRUE(becomes(1));
    long first = 0;
    for (int round = 0; round < 12; ++round) {
        RawPeer flood(endpoint());
        flood.greet([&] { publisher_->drain(); });
        int count = 0;
        ASSERT_TRUE(wait_for([&] {
            // As much as fits, each of a new beginning, so that libzmq's tree of them grows by all its letters.
            std::string many;
            for (int i = 0; i < 100; ++i) many += message("\1" + std::to_string(count++ * 7919 % 100'003) + std::string(200, 'x'));
            (void)flood.send_some(many);
            publisher_->send(topic, "{}", {});
            return publisher_->drain(), flood.was_cut();
        })) << round;
        EXPECT_EQ(honest.receive().size(), 3u);
        while (!honest.receive_now().empty()) {
        }
        if (round == 3) first = resident_kib();
    }
#if !SLUICE_SANITIZED  // a sanitizer keeps freed memory for a while, on purpose
    EXPECT_LT(resident_kib() - first, 16 << 10);
#else
    (void)first;
#endif
    EXPECT_EQ(publisher_->cut_off(), 12u);
    EXPECT_EQ(publisher_->subscriptions().count(topic), 1u);
}

TEST_P(PeersTest, EndlessMessagesOfAnyKindAreCutOff) {
    for (const std::string& body : {std::string("hello"), std::string("\1cam/"), std::string("\0cam/", 5), std::string()}) {
        RawPeer flood(endpoint());
        flood.greet([&] { publisher_->drain(); });
        std::string many;
        for (int i = 0; i < 1000; ++i) many += message(body);
        EXPECT_TRUE(wait_for([&] { return (void)flood.send_some(many), publisher_->drain(), flood.was_cut(); })) << body;
    }
    EXPECT_TRUE(becomes(0));
}

TEST_P(PeersTest, APeerOfTheOldProtocolIsCutOffToo) {
    Subscriber honest(endpoint(), {std::string(topic)});
    ASSERT_TRUE(becomes(1));
    RawPeer flood(endpoint());
    flood.greet_as_of_old([&] { publisher_->drain(); });
    int count = 0;
    EXPECT_TRUE(wait_for([&] {
        std::string many;
        for (int i = 0; i < 100; ++i) many += message("\1junk" + std::to_string(count++));
        return (void)flood.send_some(many), publisher_->drain(), flood.was_cut();
    }));
    publisher_->send(topic, "{}", {});
    EXPECT_EQ(honest.receive().size(), 3u) << "whose connection was known";
}

TEST_P(PeersTest, OneTurnIsBoundedAndNothingIsLost) {
    std::vector<std::unique_ptr<Subscriber>> many;
    for (int i = 0; i < 40; ++i) many.push_back(std::make_unique<Subscriber>(endpoint(), std::vector{std::string(topic)}));
    ASSERT_TRUE(becomes(40));
    for (auto& one : many) one->unsubscribe(topic);
    EXPECT_TRUE(becomes(0));
    many.clear();
    EXPECT_TRUE(wait_for([&] { return publisher_->drain(), publisher_->subscriptions().connections() == 0; }));
}

INSTANTIATE_TEST_SUITE_P(Both, PeersTest, testing::ValuesIn(test::both_publishers), test::name_of_publisher);

class PeersIpc : public testing::TestWithParam<test::MakePublisher> {};

TEST_P(PeersIpc, AreToldApartToo) {
    const test::ScratchFolder folder;
    const std::string ipc = "ipc://" + (folder.path() / "s").string();
    const auto publisher = GetParam()({{ipc}, limits_for(Latency::balanced, 1), {}, {std::string(topic)}, {}});
    const auto count = [&] { return publisher->drain(), publisher->subscriptions().count(topic); };
    const Subscriber stays(ipc, {std::string(topic)});
    {
        const Subscriber goes(ipc, {std::string(topic), "cam/"});
        ASSERT_TRUE(wait_for([&] { return count() == 3; }));
    }
    EXPECT_TRUE(wait_for([&] { return count() == 1; }));
}

INSTANTIATE_TEST_SUITE_P(Both, PeersIpc, testing::ValuesIn(test::both_publishers), test::name_of_publisher);

}  // namespace
}  // namespace sluice::zmq_sink_parts
