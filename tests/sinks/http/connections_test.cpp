#include "sinks/http/connections.hpp"

#include <sys/socket.h>

#include <array>

#include <gtest/gtest.h>

#include "tests/support/wait_for.hpp"

namespace sluice::http_sink_parts {
namespace {

using test::wait_for;

struct Pair {
    Pair() {
        std::array<int, 2> both{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, both.data()), 0);
        here = UniqueFd(both[0]);
        there = UniqueFd(both[1]);
    }
    [[nodiscard]] bool ended() const {
        char byte = 0;
        return ::recv(there.get(), &byte, 1, 0) == 0;
    }
    UniqueFd here, there;
};

TEST(HttpConnections, AreAtMostSoMany) {
    Connections connections(2);
    const Pair a, b, c;
    EXPECT_TRUE(connections.add(a.here.get()));
    EXPECT_TRUE(connections.add(b.here.get()));
    EXPECT_FALSE(connections.add(c.here.get()));
    EXPECT_EQ(connections.facts().refused, 1U);
    EXPECT_EQ(connections.facts().now, 2U);
    connections.remove(a.here.get());
    EXPECT_TRUE(connections.add(c.here.get()));
}

TEST(HttpConnections, TheLongestIdleOneMakesRoom) {
    Connections connections(2);
    const Pair a, b, c;
    EXPECT_TRUE(connections.add(a.here.get()));
    EXPECT_TRUE(connections.add(b.here.get()));
    connections.idle(a.here.get(), true);
    EXPECT_FALSE(connections.add(c.here.get())) << "its request may be on its way";
    EXPECT_TRUE(wait_for([&] { return connections.add(c.here.get()); }));
    EXPECT_TRUE(a.ended());
    EXPECT_FALSE(b.ended());
    EXPECT_EQ(connections.facts().now, 2U);
}

TEST(HttpConnections, StopEndsAllAndLetsNobodyIn) {
    Connections connections(2);
    const Pair a, b;
    EXPECT_TRUE(connections.add(a.here.get()));
    connections.stop();
    EXPECT_TRUE(a.ended());
    EXPECT_TRUE(connections.stopped());
    EXPECT_FALSE(connections.add(b.here.get()));
}

}  // namespace
}  // namespace sluice::http_sink_parts
