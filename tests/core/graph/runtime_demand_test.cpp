// Frames flow only where somebody wants them, and that may change at any time.

#include "graph/runtime.hpp"

#include <atomic>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;

// A sink that wants nothing until the test says so.
struct Chooser {
    SinkContext* context = nullptr;
    Seen seen;

    void add_to(FakeGraph& graph, const std::string& name, const std::vector<std::string>& from) {
        graph.sink(name, from, SinkParts{[this](SinkContext& host) { context = &host; }, seen.writer(), {}, {}, -1});
        graph.entry().wants = false;
    }
};

bool came_in(const Runtime& runtime, const std::string& node, std::uint64_t count) {
    return wait_for([&] { return by_name(runtime).at(node).in == count; });
}

TEST(RuntimeDemand, AFrameNobodyWantsStopsAtItsSourceAndIsNoLoss) {
    FakeGraph graph;
    Tap tap;
    Chooser sink;
    std::atomic<int> ran = 0;
    graph.source("cam", tap.source());
    graph.filter("detector", "cam", [&](FramePtr frame, Context&) { return ++ran, frame; });
    sink.add_to(graph, "live", {"detector"});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    tap.pour(5);
    ASSERT_TRUE(came_in(runtime, "cam", 5));
    EXPECT_TRUE(runtime.stop(false).empty());
    EXPECT_EQ(ran, 0) << "a branch nobody wants does not run";
    EXPECT_EQ(sink.seen.count(), 0u);
    const NodeReport cam = by_name(runtime).at("cam");
    EXPECT_EQ(cam.unwanted, 5u);
    EXPECT_EQ(cam.out, 0u);
    EXPECT_TRUE(cam.dropped.empty());
}

TEST(RuntimeDemand, CanBeSwitchedOnAndOffThroughFiltersWhileItRuns) {
    FakeGraph graph;
    Tap tap;
    Chooser sink;
    graph.source("cam", tap.source());
    graph.filter("one", "cam", pass);
    graph.filter("two", "one", pass);
    sink.add_to(graph, "live", {"two"});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    tap.pour(3);
    ASSERT_TRUE(came_in(runtime, "cam", 3));
    sink.context->demand(0, Demand::bytes);
    tap.pour(4);
    ASSERT_TRUE(wait_for([&] { return sink.seen.count() == 4; }));
    sink.context->demand(0, Demand::none);
    tap.pour(2);
    ASSERT_TRUE(came_in(runtime, "cam", 9));
    sink.context->demand(0, Demand::notes);
    tap.pour(1);
    ASSERT_TRUE(wait_for([&] { return sink.seen.count() == 5; }));
    EXPECT_TRUE(runtime.stop(false).empty());
    EXPECT_EQ(sink.seen.sequences(), (std::vector<std::uint64_t>{3, 4, 5, 6, 9}));
    EXPECT_EQ(by_name(runtime).at("cam").unwanted, 5u);
    expect_all_accounted(runtime);
}

TEST(RuntimeDemand, OneWhoWantsIsEnoughAndTheOthersGetNothing) {
    FakeGraph graph;
    Tap tap;
    Chooser wants, idle;
    graph.source("cam", tap.source());
    wants.add_to(graph, "a", {"cam"});
    idle.add_to(graph, "b", {"cam"});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    wants.context->demand(0, Demand::bytes);
    tap.pour(6);
    ASSERT_TRUE(wait_for([&] { return wants.seen.count() == 6; }));
    EXPECT_TRUE(runtime.stop(false).empty());
    EXPECT_EQ(idle.seen.count(), 0u);
    EXPECT_EQ(by_name(runtime).at("cam").unwanted, 0u);
}

TEST(RuntimeDemand, IsPerInputOfASink) {
    FakeGraph graph;
    Tap left, right;
    Chooser sink;
    graph.source("left", left.source());
    graph.source("right", right.source());
    sink.add_to(graph, "live", {"left", "right"});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    sink.context->demand(1, Demand::bytes);
    left.pour(3);
    right.pour(3);
    ASSERT_TRUE(came_in(runtime, "left", 3));
    ASSERT_TRUE(wait_for([&] { return sink.seen.count() == 3; }));
    EXPECT_TRUE(runtime.stop(false).empty());
    EXPECT_EQ(sink.seen.sequences(1), numbers_to(3));
    EXPECT_TRUE(sink.seen.sequences(0).empty());
}

TEST(RuntimeDemand, RunAlwaysIsDemand) {
    FakeGraph graph;
    Chooser sink;
    std::atomic<int> ran = 0;
    graph.source("cam", frames(5));
    graph.filter("counter", "cam", [&](FramePtr frame, Context&) { return ++ran, frame; }).run_always = true;
    sink.add_to(graph, "live", {"counter"});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(ran, 5);
    EXPECT_EQ(sink.seen.count(), 0u);
}

TEST(RuntimeDemand, AFilterThatActsByItselfIsDemandAlsoAtTheEndOfAChain) {
    FakeGraph graph;
    std::atomic<int> ran = 0;
    graph.source("cam", frames(5));
    graph.filter("first", "cam", pass);
    graph.filter("alarm", "first", [&](FramePtr frame, Context&) { return ++ran, frame; });
    graph.entry().acts = true;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(ran, 5);
}

TEST(RuntimeDemand, IsKnownToTheSource) {
    FakeGraph graph;
    Chooser sink;
    std::atomic<int> state = -1;
    SourceParts source;
    source.next = [&](SourceContext& context) {
        state = context.wanted() ? 1 : 0;
        return context.wait(-1, Clock::now() + std::chrono::milliseconds(1)), true;
    };
    graph.source("cam", source);
    sink.add_to(graph, "live", {"cam"});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    EXPECT_TRUE(wait_for([&] { return state == 0; }));
    sink.context->demand(0, Demand::bytes);
    EXPECT_TRUE(wait_for([&] { return state == 1; }));
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(RuntimeDemand, MayBeToldFromManyThreadsWhileFramesFlow) {
    FakeGraph graph;
    Chooser a, b;
    graph.source("cam", endless(std::chrono::microseconds(50)));
    graph.filter("shared", "cam", pass);
    a.add_to(graph, "a", {"shared"});
    b.add_to(graph, "b", {"shared"});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    const auto flip = [](Chooser& sink) {
        for (int i = 0; i < 2000; ++i) sink.context->demand(0, i % 2 ? Demand::bytes : Demand::none);
    };
    {
        std::jthread first(flip, std::ref(a)), second(flip, std::ref(b));
    }
    const std::size_t before = a.seen.count();
    EXPECT_TRUE(wait_for([&] { return a.seen.count() > before; })) << "the last word was: bytes";
    EXPECT_TRUE(runtime.stop(false).empty());
    expect_all_accounted(runtime);
}

}  // namespace
}  // namespace sluice
