// What only our own publisher does; what every publisher does is in publisher_test.cpp and peers_test.cpp.
#include "sinks/zmq/zmtp_publisher.hpp"

#include <poll.h>
#include <sys/resource.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

constexpr std::string_view topic = "cam/jpeg/", other = "back/jpeg/";

class ZmtpPublisherTest : public testing::Test {
protected:
    void open(const std::string& endpoint, Latency latency = Latency::balanced) {
        PublisherSetup setup{{endpoint}, limits_for(latency, 2), {}, {std::string(topic), std::string(other)}};
        setup.say = [this](Level, const std::string& line) { said_ += line + "\n"; };
        publisher_.emplace(std::move(setup));
    }
    [[nodiscard]] const std::string& endpoint() const { return publisher_->bound()[0]; }
    [[nodiscard]] std::string ipc() const { return "ipc://" + (folder_.path() / "s.ipc").string(); }
    [[nodiscard]] bool becomes_wanted(std::string_view what = topic, std::size_t count = 1) {
        return wait_for([&] { return publisher_->drain(), publisher_->subscriptions().count(what) == count; });
    }
    [[nodiscard]] std::vector<std::string> receive(Subscriber& subscriber) {
        std::vector<std::string> parts;
        (void)wait_for([&] { return publisher_->drain(), !(parts = subscriber.receive_now()).empty(); });
        return parts;
    }
    // A subscriber that reads nothing, and whose kernel takes little: what is sent soon waits.
    [[nodiscard]] std::unique_ptr<RawPeer> stalled() {
        auto peer = std::make_unique<RawPeer>(endpoint());
        peer->greet([this] { publisher_->drain(); });
        peer->message(std::string("\1") + std::string(topic));
        peer->message(std::string("\1") + std::string(other));
        EXPECT_TRUE(becomes_wanted(other));
        return peer;
    }

    test::ScratchFolder folder_;
    std::string said_;
    std::optional<ZmtpPublisher> publisher_;
};

TEST_F(ZmtpPublisherTest, OfOneThatIsBehindTheOldestOfTheTopicGoes) {
    open("tcp://127.0.0.1:*");
    const auto peer = stalled();
    WatchedBytes payloads;
    // The first fills what the kernels take, and is begun.
    for (int i = 0; i < 12; ++i) publisher_->send(topic, "{}", payloads.make(8 << 20));
    EXPECT_EQ(payloads.alive(), 4u) << "four of a topic";
    WatchedBytes others;
    for (int i = 0; i < 12; ++i) publisher_->send(other, "{}", others.make(1 << 20));
    EXPECT_EQ(others.alive(), 4u) << "and four of the other";
    EXPECT_EQ(payloads.alive(), 4u) << "which cost this one nothing";
    EXPECT_EQ(payloads.alive_at(0), true) << "it is begun";
    EXPECT_EQ(payloads.alive_at(11), true) << "the newest waits";
}

TEST_F(ZmtpPublisherTest, WhoReadsLateGetsTheNewest) {
    open(ipc());
    Subscriber late(ipc(), {std::string(topic)}, 1);
    ASSERT_TRUE(becomes_wanted());
    WatchedBytes payloads;
    for (int i = 0; i < 100; ++i) publisher_->send(topic, std::to_string(i), payloads.make(2 << 20));
    std::vector<std::string> seen;
    do seen.push_back(receive(late).at(1));
    while (seen.back() != "99");
    EXPECT_LT(seen.size(), 10u);
    EXPECT_EQ(publisher_->missed(), 100 - seen.size());
    EXPECT_EQ(seen.front(), "0");
    EXPECT_EQ(payloads.alive(), 0u);
}

TEST_F(ZmtpPublisherTest, TellsWhetherAllHaveRoom) {
    open("tcp://127.0.0.1:*", Latency::complete);
    EXPECT_TRUE(publisher_->has_room(topic)) << "of nobody";
    std::unique_ptr<RawPeer> peer = stalled();
    WatchedBytes payloads;
    int sent = 0;
    while (publisher_->has_room(topic) && sent < 1000) EXPECT_TRUE(publisher_->send(topic, "{}", payloads.make(1 << 20))), ++sent;
    ASSERT_LT(sent, 1000);
    EXPECT_FALSE(publisher_->send(topic, "{}", {}));
    EXPECT_TRUE(publisher_->has_room(other));
    peer.reset();
    EXPECT_TRUE(wait_for([&] { return publisher_->drain(), publisher_->has_room(topic); }));
    EXPECT_EQ(payloads.alive(), 0u);
}

TEST_F(ZmtpPublisherTest, AnswersAPing) {
    open("tcp://127.0.0.1:*");
    RawPeer peer(endpoint());
    peer.greet([this] { publisher_->drain(); });
    peer.command(std::string("\4PING\0\x0a", 7) + "here");
    EXPECT_EQ(peer.receive(6 + 5, [this] { publisher_->drain(); }), std::string("\4\x09\4PONGhere", 11));
}

TEST_F(ZmtpPublisherTest, TakesTheSubscriptionsOfNewerPeers) {
    open("tcp://127.0.0.1:*");
    RawPeer peer(endpoint());
    peer.greet([this] { publisher_->drain(); });
    peer.command("\x09SUBSCRIBE" + std::string(topic));
    ASSERT_TRUE(becomes_wanted(topic, 1));
    peer.command("\6CANCEL" + std::string(topic));
    EXPECT_TRUE(becomes_wanted(topic, 0));
}

TEST_F(ZmtpPublisherTest, WhoCannotBeServedIsToldOfOnce) {
    open("tcp://127.0.0.1:*");
    RawPeer old(endpoint());
    old.greet_as_of_old([this] { publisher_->drain(); });
    EXPECT_TRUE(wait_for([&] { return publisher_->drain(), old.was_cut(); }));
    EXPECT_THAT(said_, HasSubstr("speaks ZMTP 2"));
    const std::string before = said_;
    RawPeer keyed(endpoint());
    keyed.send(std::string("\xff\0\0\0\0\0\0\0\0\x7f\3\0CURVE", 17) + std::string(47, '\0'));
    EXPECT_TRUE(wait_for([&] { return publisher_->drain(), keyed.was_cut(); }));
    EXPECT_EQ(said_, before) << "a line a minute at most, whoever knocks";
}

TEST_F(ZmtpPublisherTest, OnlySubscribersGetIn) {
    open("tcp://127.0.0.1:*");
    RawPeer puller(endpoint());
    puller.greet([this] { publisher_->drain(); }, "PULL");
    EXPECT_TRUE(wait_for([&] { return publisher_->drain(), puller.was_cut(); }));
}

TEST_F(ZmtpPublisherTest, WhoSaysNothingIsSentAwayInTime) {
    open("tcp://127.0.0.1:*");
    RawPeer silent(endpoint());
    const auto begin = Clock::now();
    EXPECT_TRUE(wait_for([&] { return publisher_->drain(), silent.was_cut(); }));
    EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(2900));
    EXPECT_LE(Clock::now() - begin, std::chrono::seconds(8));
}

TEST_F(ZmtpPublisherTest, WithoutADescriptorForOneMoreItRestsAndGoesOnLater) {
    open("tcp://127.0.0.1:*");
    publisher_->drain();  // the look of this second
    std::optional<RawPeer> peer(endpoint());
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{0, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    publisher_->drain();
    EXPECT_THAT(said_, HasSubstr("no descriptor"));
    pollfd fd{publisher_->fd(), POLLIN, 0};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(::poll(&fd, 1, 0), 0) << "watched, it would keep the thread busy";
    peer->greet([this] { publisher_->drain(); });
    peer->message(std::string("\1") + std::string(topic));
    EXPECT_TRUE(becomes_wanted());
}

TEST_F(ZmtpPublisherTest, TakesItsSocketFileAway) {
    open(ipc());
    const std::filesystem::path path = folder_.path() / "s.ipc";
    EXPECT_TRUE(std::filesystem::exists(path));
    publisher_.reset();
    EXPECT_FALSE(std::filesystem::exists(path));
    open(ipc());
    std::filesystem::remove(path);
    folder_.put("s.ipc", "another's");
    publisher_.reset();
    EXPECT_EQ(folder_.read("s.ipc"), "another's");
}

TEST_F(ZmtpPublisherTest, TakesAPathThatADeadProgramLeft) {
    open(ipc());
    const std::filesystem::path path = folder_.path() / "s.ipc", aside = folder_.path() / "aside";
    std::filesystem::rename(path, aside);
    publisher_.reset();
    std::filesystem::rename(aside, path);
    open(ipc());
    Subscriber subscriber(ipc(), {std::string(topic)});
    EXPECT_TRUE(becomes_wanted());
}

TEST_F(ZmtpPublisherTest, BindsWhatLibzmqBinds) {
    for (const auto& [text, bound] : {std::pair{"tcp://*:*", "tcp://0.0.0.0:[0-9]+"}, std::pair{"tcp://lo:*", "tcp://127.0.0.1:[0-9]+"},
                                      std::pair{"ipc://@sluice-test-of-abstract-names", "ipc://@sluice-test-of-abstract-names"}}) {
        open(text);
        EXPECT_THAT(endpoint(), testing::MatchesRegex(bound));
        const std::string there = std::string(text).starts_with("tcp") ? "tcp://127.0.0.1" + endpoint().substr(endpoint().rfind(':')) : endpoint();
        Subscriber subscriber(there, {std::string(topic)});
        ASSERT_TRUE(becomes_wanted()) << text;
        publisher_->send(topic, "{}", {});
        EXPECT_EQ(receive(subscriber).size(), 3u);
        publisher_.reset();
    }
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
