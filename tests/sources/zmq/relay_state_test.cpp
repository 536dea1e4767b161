// What is told here of how the other side is, and demand passed on to it.
#include <poll.h>
#include <zmq.h>

#include <array>

#include "tests/sinks/zmq/raw_peer.hpp"
#include "tests/sources/zmq/relay_bench.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

class RelayState : public RelayTest {
protected:
    [[nodiscard]] static std::string unused_address() { return FakeUpstream().address(); }
};

TEST_F(RelayState, WantsFramesThereOnlyWhileSomebodyHereDoes) {
    context.want = false;
    start();
    ASSERT_TRUE(subscribed("sluice/stat/"));
    send_stat("other-boot");
    ASSERT_TRUE(told("resting"));
    EXPECT_EQ(there->subscriptions("front/jpeg/"), 0);
    ASSERT_EQ(context.streams.size(), 1u) << "what they will be is known before the first";
    EXPECT_EQ(context.streams[0].fps, 30);

    context.want = true;
    ASSERT_TRUE(subscribed());
    send(3);
    send(4);
    ASSERT_TRUE(frames(2));
    EXPECT_EQ(context.streams.size(), 1u) << "as was told";

    context.want = false;
    ASSERT_TRUE(subscribed("front/jpeg/", 0));
    ASSERT_TRUE(turn_until([&] { return std::ranges::count(context.changes, "resting") == 2; }));
    send(5);  // to others

    context.want = true;
    ASSERT_TRUE(subscribed());
    send(9);
    ASSERT_TRUE(frames(3));
    EXPECT_EQ(context.drops.count("lost on the way"), 0u) << "what others read while nobody here did";
    EXPECT_EQ(there->subscriptions("sluice/stat/"), 1);
}

TEST_F(RelayState, TellsWhatTheOtherSideTells) {
    start();
    ASSERT_TRUE(subscribed());
    send_stat("other-boot");
    send(0);
    ASSERT_TRUE(frames(1));
    send_stat("other-boot", 1000, "offline", "it was unplugged");
    ASSERT_TRUE(told("offline: front at " + there->address() + ": it was unplugged"));
    send_stat("other-boot", 1000, "offline", "it was unplugged");
    send_stat("other-boot", 1001);
    send(0, 1001);
    ASSERT_TRUE(frames(2));
    EXPECT_EQ(context.streams.size(), 2u) << "it is back: a new run";
    EXPECT_TRUE(logged("online: front/jpeg/ at"));
    send_stat("other-boot", 1001, "stalled", "no frame for 3 s");
    ASSERT_TRUE(told("stalled: front at " + there->address() + ": no frame for 3 s"));
    send(1, 1001);
    ASSERT_TRUE(frames(3));
    EXPECT_EQ(context.streams.size(), 2u) << "after a stall the run goes on";
    send_stat("other-boot", 1001, "ended", "it came to its end");
    ASSERT_TRUE(told("offline: front at " + there->address() + " has ended: it came to its end"));
    EXPECT_EQ(context.changes.size(), 3u) << "each once";
}

TEST_F(RelayState, AStatThatIsOlderThanAFrameChangesNothing) {
    start();
    ASSERT_TRUE(subscribed());
    send_stat("other-boot", 0, "offline", "it is not there");
    ASSERT_TRUE(told("offline: front at " + there->address() + ": it is not there"));
    send(0);
    ASSERT_TRUE(frames(1));
    const auto later = Clock::now() + 1200ms;
    ASSERT_TRUE(turn_until([&] { return Clock::now() > later; }));
    EXPECT_EQ(context.changes.size(), 1u);
}

TEST_F(RelayState, SaysThatThereIsNoSuchTopic) {
    start("frint/jpeg/");
    ASSERT_TRUE(subscribed("sluice/stat/"));
    there->send("sluice/stat/", stat_header("b", {stat_topic("front/jpeg/", 1), stat_topic("back/jpeg/", 1)}));
    ASSERT_TRUE(told("offline: linked to " + there->address() + ", but there is no topic frint/jpeg/; there are: front/jpeg/, back/jpeg/"));
    there->send("sluice/stat/", stat_header("b", {stat_topic("frint/raw/", 1)}));
    EXPECT_TRUE(told("offline: linked to " + there->address() + ", but there is no topic frint/jpeg/; did you mean frint/raw/?"));
    there->send("sluice/stat/", stat_header("b", {}));
    EXPECT_TRUE(told("offline: linked to " + there->address() + ", and its sink has no topic; it needs a from"));
}

TEST_F(RelayState, SaysThatNobodyListensAndTakesUpWithWhoComes) {
    const std::string address = unused_address();
    const auto began = Clock::now();
    open({address, "front/jpeg/", {}, {}});
    ASSERT_TRUE(told("offline: nobody listens at " + address + "; is sluice running there?"));
    EXPECT_GE(Clock::now() - began, 2s) << "a short patience";
    there = std::make_unique<FakeUpstream>(address);
    const auto bound = Clock::now();
    ASSERT_TRUE(subscribed());
    EXPECT_LT(Clock::now() - bound, 1s);
    send(0);
    ASSERT_TRUE(frames(1));
    there.reset();
    ASSERT_TRUE(told("offline: sluice at " + address + " has gone; waiting for its return"));
    there = std::make_unique<FakeUpstream>(address);
    ASSERT_TRUE(subscribed());
    send(3, 2000);
    ASSERT_TRUE(frames(2));
    EXPECT_EQ(context.streams.size(), 2u);
    EXPECT_EQ(context.drops.count("lost on the way"), 0u) << "of a new run over a new link the first were for others";
}

TEST_F(RelayState, ARestartWithinThePatienceIsNoAbsence) {
    start();
    ASSERT_TRUE(subscribed());
    send(0);
    ASSERT_TRUE(frames(1));
    const std::string address = there->address();
    for (std::uint64_t epoch = 2000; epoch < 2005; ++epoch) {
        there.reset();
        there = std::make_unique<FakeUpstream>(address);
        const auto bound = Clock::now();
        ASSERT_TRUE(subscribed());
        EXPECT_LT(Clock::now() - bound, 1s);
        send(0, epoch);
        ASSERT_TRUE(frames(epoch - 1998));
    }
    EXPECT_TRUE(context.changes.empty()) << context.changes[0];
    EXPECT_EQ(context.streams.size(), 6u);
}

TEST_F(RelayState, SaysThatNothingComes) {
    start();
    ASSERT_TRUE(subscribed());
    EXPECT_TRUE(told("offline: linked to " + there->address() + ", but nothing comes, not even sluice/stat/; is it sluice that publishes there?"));
    send(0);
    ASSERT_TRUE(frames(1)) << "who publishes frames alone is read all the same";
    send_stat("b");
    EXPECT_TRUE(told("offline: linked to " + there->address() + ", and nothing comes any more; look at that machine and the network"));
}

TEST_F(RelayState, SaysThatOnlyFramesDoNotCome) {
    start();
    ASSERT_TRUE(subscribed());
    Clock::time_point at{};
    ASSERT_TRUE(turn_until([&] {
        if (Clock::now() - at > 300ms) {
            at = Clock::now();
            send_stat("b");
        }
        return !context.changes.empty();
    }));
    EXPECT_EQ(context.changes[0], "stalled: front at " + there->address() +
                                      " is online, yet no frame of front/jpeg/ comes; a filter there may drop them, or the link is too slow");
}

TEST_F(RelayState, SaysThatItIsNoZeroMq) {
    // Whoever listens and never says a word.
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&place), size), 0);
    ASSERT_EQ(::listen(listener, 8), 0);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&place), &size);
    const std::string address = "tcp://127.0.0.1:" + std::to_string(ntohs(place.sin_port));
    open({address, "front/jpeg/", {}, {}});
    EXPECT_TRUE(told("offline: somebody listens at " + address + " and says nothing; is the port right, and is that program well?"));
    // And one that says the wrong thing, again and again.
    int answered = 0;
    ASSERT_TRUE(turn_until([&] {
        const int peer = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (peer >= 0) {
            constexpr std::string_view answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            (void)::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
            ::close(peer);
            ++answered;
        }
        pollfd waiting{listener, POLLIN, 0};
        (void)::poll(&waiting, 1, 1);
        return answered >= 3;
    }));
    EXPECT_TRUE(turn_until([&] { return context.changes.size() > 1; }));
    ::close(listener);
    there = std::make_unique<FakeUpstream>(address);
    EXPECT_TRUE(subscribed()) << "it goes on trying";
}

TEST_F(RelayState, SaysThatItIsAZmqLatestSink) {
    void* const others = zmq_ctx_new();
    void* const router = zmq_socket(others, ZMQ_ROUTER);
    ASSERT_EQ(zmq_bind(router, "tcp://127.0.0.1:*"), 0);
    std::array<char, 64> address{};
    std::size_t size = address.size();
    zmq_getsockopt(router, ZMQ_LAST_ENDPOINT, address.data(), &size);
    open({address.data(), "front/jpeg/", {}, {}});
    EXPECT_TRUE(told("offline: " + std::string(address.data()) + " hangs up; connect to a zmq sink, for a zmq_latest sink is asked and not subscribed to"));
    zmq_close(router);
    zmq_ctx_term(others);
    there = std::make_unique<FakeUpstream>(address.data());
    EXPECT_TRUE(subscribed()) << "it goes on trying";
}

TEST_F(RelayState, SaysThatNoHostHasThatName) {
    open({"tcp://no-such-host.invalid:5555", "front/jpeg/", {}, {}});
    EXPECT_TRUE(told("offline: tcp://no-such-host.invalid:5555: no host of that name is found; check the name, or write its IP address"));
}

TEST_F(RelayState, ATooLongMessageEndsTheLinkNotTheSource) {
    start();
    ASSERT_TRUE(subscribed());
    send(0);
    ASSERT_TRUE(frames(1));
    there->send({"front/jpeg/", "{}", std::string(65u << 20, 'x')});
    ASSERT_TRUE(turn_until([&] { return there->subscriptions("front/jpeg/") == 0; }));
    ASSERT_TRUE(subscribed()) << "libzmq alone would never try again";
    send(1);
    EXPECT_TRUE(frames(2));
}

TEST_F(RelayState, BehindAProxyTheStatOfOthersIsPassedOver) {
    start();
    ASSERT_TRUE(subscribed());
    send_stat("b");
    there->send("sluice/stat/", stat_header("other", {stat_topic("hall/jpeg/", 1)}));
    send(0);
    ASSERT_TRUE(frames(1));
    EXPECT_TRUE(context.changes.empty());
    EXPECT_EQ(context.frames[0].relayed.origin.boot, "b");
}

}  // namespace
}  // namespace sluice::test
