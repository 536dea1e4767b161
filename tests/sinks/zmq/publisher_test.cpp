#include "sinks/zmq/publisher.hpp"

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "tests/sinks/zmq/both_publishers.hpp"
#include "tests/sinks/zmq/raw_peer.hpp"
#include "tests/sinks/zmq/subscriber.hpp"
#include "tests/sinks/zmq/watched_bytes.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using test::RawPeer;
using test::Subscriber;
using test::wait_for;
using test::WatchedBytes;
using testing::HasSubstr;

constexpr std::string_view topic = "cam/jpeg/";

PublisherSetup at(std::vector<std::string> endpoints) {
    return {std::move(endpoints), limits_for(Latency::balanced, 1), {}, {std::string(topic), "other/jpeg/"}, {}};
}

bool becomes_wanted(Publisher& publisher, std::string_view what = topic, std::size_t subscribers = 1) {
    return wait_for([&] { return publisher.drain(), publisher.subscriptions().count(what) >= subscribers; });
}

class PublisherTest : public testing::TestWithParam<test::MakePublisher> {
protected:
    [[nodiscard]] std::string ipc(const std::string& name = "s.ipc") const { return std::string("ipc://").append((folder_.path() / name).string()); }

    // The next message; what waits goes on meanwhile, as the host sees to it.
    [[nodiscard]] static std::vector<std::string> receive(Publisher& publisher, Subscriber& subscriber) {
        std::vector<std::string> parts;
        (void)wait_for([&] { return publisher.drain(), !(parts = subscriber.receive_now()).empty(); });
        return parts;
    }

    test::ScratchFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Both, PublisherTest, testing::ValuesIn(test::both_publishers), test::name_of_publisher);

TEST_P(PublisherTest, SendsThreePartsOverIpcAndTcp) {
    const auto owned = GetParam()(at({ipc(), "tcp://127.0.0.1:*"}));
    Publisher& publisher = *owned;
    ASSERT_EQ(publisher.bound().size(), 2u);
    EXPECT_THAT(publisher.bound()[1], testing::MatchesRegex("tcp://127.0.0.1:[0-9]+")) << "the port it got";
    WatchedBytes payloads;
    for (const std::string& endpoint : publisher.bound()) {
        Subscriber subscriber(endpoint, {std::string(topic)});
        ASSERT_TRUE(becomes_wanted(publisher));
        publisher.send(topic, "{}", payloads.make(10, 'x'));
        EXPECT_EQ(subscriber.receive(), (std::vector<std::string>{"cam/jpeg/", "{}", "xxxxxxxxxx"}));
        publisher.send(topic, "{\"v\":1}", {});
        EXPECT_EQ(subscriber.receive(), (std::vector<std::string>{"cam/jpeg/", "{\"v\":1}", ""})) << "always three";
        subscriber.unsubscribe(topic);
        ASSERT_TRUE(wait_for([&] { return publisher.drain(), !publisher.subscriptions().wants(topic); }));
    }
}

TEST_P(PublisherTest, LendsPayloadsAndGetsThemBack) {
    const auto owned = GetParam()(at({ipc()}));
    Publisher& publisher = *owned;
    Subscriber subscriber(ipc(), {std::string(topic)}, 1);
    ASSERT_TRUE(becomes_wanted(publisher));
    WatchedBytes payloads;
    for (int i = 0; i < 8; ++i) publisher.send(topic, "{}", payloads.make(4 << 20));
    EXPECT_GE(payloads.alive(), 2u) << "a copy would have let them go";
    while (!subscriber.receive_now().empty() || payloads.alive() > 0) publisher.drain();
    EXPECT_EQ(payloads.alive(), 0u);
}

TEST_P(PublisherTest, WithoutSubscribersPayloadsComeHomeAtOnce) {
    const auto owned = GetParam()(at({ipc()}));
    Publisher& publisher = *owned;
    WatchedBytes payloads;
    publisher.send(topic, "{}", payloads.make(1000));
    EXPECT_EQ(payloads.alive(), 0u);
}

TEST_P(PublisherTest, AStalledSubscriberLosesFramesAndTheOtherNone) {
    constexpr int count = 60;
    const auto owned = GetParam()(at({ipc()}));
    Publisher& publisher = *owned;
    Subscriber stalled(ipc(), {std::string(topic)}, 1);
    Subscriber reading(ipc(), {std::string(topic)});
    ASSERT_TRUE(becomes_wanted(publisher, topic, 2));
    WatchedBytes payloads;
    for (int i = 0; i < count; ++i) {
        publisher.send(topic, std::to_string(i), payloads.make(1 << 20));
        const auto parts = receive(publisher, reading);
        ASSERT_EQ(parts.size(), 3u);
        EXPECT_EQ(parts[1], std::to_string(i));
    }
    EXPECT_LE(payloads.alive(), 8u) << "the publisher keeps little";
    publisher.send(topic, "the end", {});
    int arrived = 0;
    while (!stalled.receive_now().empty()) ++arrived;
    EXPECT_LT(arrived, count);
}

TEST_P(PublisherTest, PayloadsAreAllHomeWhenItsContextHasEnded) {
    WatchedBytes payloads;
    std::optional<Subscriber> stalled;
    {
        const auto owned = GetParam()(at({ipc()}));
        Publisher& publisher = *owned;
        stalled.emplace(ipc(), std::vector{std::string(topic)}, 1);
        ASSERT_TRUE(becomes_wanted(publisher));
        for (int i = 0; i < 20; ++i) publisher.send(topic, "{}", payloads.make(1 << 20));
        EXPECT_GT(payloads.alive(), 0u);
    }
    EXPECT_EQ(payloads.alive(), 0u);
}

TEST_P(PublisherTest, LingerDeliversWhatIsUnderWay) {
    std::optional<Subscriber> subscriber;
    {
        const auto owned = GetParam()(at({ipc()}));
        Publisher& publisher = *owned;
        subscriber.emplace(ipc(), std::vector{std::string(topic)});
        ASSERT_TRUE(becomes_wanted(publisher));
        WatchedBytes payloads;
        for (int i = 0; i < 4; ++i) publisher.send(topic, std::to_string(i), payloads.make(1 << 20));
        publisher.linger(1000);
    }
    for (int i = 0; i < 4; ++i) EXPECT_EQ(subscriber->receive().size(), 3u) << i;
}

TEST_P(PublisherTest, CountsSubscribersAlsoThoseThatVanish) {
    const auto owned = GetParam()(at({ipc()}));
    Publisher& publisher = *owned;
    {
        const Subscriber one(ipc(), {"cam/"});
        const Subscriber two(ipc(), {"cam/", "other/"});
        ASSERT_TRUE(becomes_wanted(publisher, topic, 2));
        ASSERT_TRUE(becomes_wanted(publisher, "other/jpeg/", 1));
    }
    EXPECT_TRUE(wait_for([&] { return publisher.drain(), publisher.subscriptions().count(topic) == 0; }));
    EXPECT_FALSE(publisher.drain()) << "nothing has changed since";
}

TEST_P(PublisherTest, RefusesAGiantSubscription) {
    const auto owned = GetParam()(at({"tcp://127.0.0.1:*"}));
    Publisher& publisher = *owned;
    const std::string giant(100'000, 'x');
    const Subscriber attacker(publisher.bound()[0], {giant});
    const Subscriber honest(publisher.bound()[0], {std::string(topic)});
    ASSERT_TRUE(becomes_wanted(publisher));
    EXPECT_FALSE(publisher.subscriptions().wants(giant));
}

TEST_P(PublisherTest, TakesNoHarmFromGarbageOnItsPort) {
    const auto owned = GetParam()(at({"tcp://127.0.0.1:*"}));
    Publisher& publisher = *owned;
    const std::string& endpoint = publisher.bound()[0];
    std::mt19937 random(5);
    std::vector<std::unique_ptr<RawPeer>> peers;
    for (const std::string opening : {"", "GET / HTTP/1.1\r\n\r\n", "\xff", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"}) {
        peers.push_back(std::make_unique<RawPeer>(endpoint));
        ASSERT_TRUE(peers.back()->connected());
        std::string noise(10'000, '\0');
        for (char& one : noise) one = static_cast<char>(random());
        peers.back()->send(opening + noise);
    }
    for (int i = 0; i < 20; ++i) {
        peers.push_back(std::make_unique<RawPeer>(endpoint));
        peers.back()->greet([&] { publisher.drain(); });
        std::string noise(200, '\0');
        for (char& one : noise) one = static_cast<char>(random());
        peers.back()->send(noise);
    }
    Subscriber honest(endpoint, {std::string(topic)});
    ASSERT_TRUE(becomes_wanted(publisher));
    // Noise may have been a subscription too, so the honest one need not be there yet.
    EXPECT_TRUE(wait_for([&] { return publisher.drain(), publisher.send(topic, "{}", {}), honest.receive_now().size() == 3; }));
}

TEST_P(PublisherTest, ReadsAPeersOrdinaryMessagesAway) {
    const auto owned = GetParam()(at({"tcp://127.0.0.1:*"}));
    Publisher& publisher = *owned;
    RawPeer chatterer(publisher.bound()[0]);
    chatterer.greet([&] { publisher.drain(); });
    for (int i = 0; i < 1000; ++i) chatterer.message("hello");
    chatterer.message(std::string("\1") + std::string(topic));
    EXPECT_TRUE(becomes_wanted(publisher)) << "after them comes a subscription";
}

TEST_P(PublisherTest, SaysWhatIsInTheWayOfABind) {
    const auto failure = [](const std::string& endpoint) -> std::string {
        try {
            const auto publisher = GetParam()(at({endpoint}));
            return "";
        } catch (const Error& error) {
            return error.what();
        }
    };
    const auto first = GetParam()(at({"tcp://127.0.0.1:*", ipc()}));
    EXPECT_THAT(failure(first->bound()[0]), HasSubstr("another program has that address; stop it"));
    EXPECT_THAT(failure(ipc()), HasSubstr("another program answers"));
    EXPECT_THAT(failure("tcp://192.0.2.1:5555"), HasSubstr("this machine does not have the address 192.0.2.1; bind one that `ip addr` lists"));
    EXPECT_THAT(failure("nonsense"), HasSubstr("is no address"));
    folder_.put("file", "precious");
    EXPECT_THAT(failure(ipc("file")), HasSubstr("is no socket"));
    EXPECT_EQ(folder_.read("file"), "precious");
}

TEST_P(PublisherTest, MakesASocketFileForItsGroupAndNobodyElse) {
    const auto publisher = GetParam()(at({ipc()}));
    struct stat status {};
    ASSERT_EQ(::stat((folder_.path() / "s.ipc").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0660u);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    EXPECT_NE(mask, 0117u) << "the program's own mask is as it was";
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
