// The source on a real lane: it sleeps until something comes, and nothing is missed.
#include <atomic>
#include <thread>

#include "tests/core/graph/fake_flow.hpp"
#include "tests/sources/zmq/relay_bench.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

TEST(RelayWait, SleepsUntilSomethingComesAndMissesNothing) {
    FakeUpstream there;
    upstream::RelaySource source({there.address(), "front/raw/", {}, {}});
    std::atomic<unsigned> turns = 0;
    FakeGraph graph;
    graph.source("front", {[&](SourceContext& context) { source.open(context); },
                           [&](SourceContext& context) { return ++turns, source.next(context); },
                           [&](SourceContext& context) { source.close(context); }});
    std::atomic<unsigned> seen = 0;
    std::atomic<Clock::rep> at = 0;
    graph.sink("out", {"front"}, [&](std::size_t, const FramePtr& frame) {
        EXPECT_EQ(frame->info().origin.source, "cam");
        at = Clock::now().time_since_epoch().count();
        ++seen;
    });
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return there.subscriptions("front/raw/") == 1; }));
    Clock::duration longest{};
    for (unsigned i = 0; i < 200; ++i) {
        const std::string pixels(16, 'x');
        nlohmann::json header = frame_header(i, 1000, pixels);
        header.update({{"codec", "gray"}, {"w", 4}, {"h", 4}, {"planes", {{0, 4, 4}}}});
        const auto sent = Clock::now();
        there.send("front/raw/", header, pixels);
        ASSERT_TRUE(wait_for([&] { return seen == i + 1; })) << i;
        longest = std::max(longest, Clock::time_point(Clock::duration(at)) - sent);
    }
    EXPECT_LT(longest, 400ms) << "the next look, not the message, would have woken it";
    EXPECT_LT(turns, 2000u) << "it does not turn without need";
    const auto stop_at = Clock::now();
    EXPECT_TRUE(runtime.stop(false).empty());
    EXPECT_LT(Clock::now() - stop_at, 700ms);
}

}  // namespace
}  // namespace sluice::test
