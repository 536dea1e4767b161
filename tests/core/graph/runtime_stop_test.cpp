// Ways to end: by itself, on request, at random moments, and with a node that never comes back.

#include "graph/runtime.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;
using namespace std::chrono_literals;

void work(std::chrono::microseconds time) {
    const auto until = Clock::now() + time;
    while (Clock::now() < until) std::this_thread::yield();
}

TEST(RuntimeStop, ASourceThatEndsDrainsEverythingToASlowSink) {
    FakeGraph graph;
    Seen seen;
    bool flushed = false;
    graph.source("file", frames(200));
    graph.entry().unpaced = [](const Params&) { return true; };
    graph.filter("inline", "file", pass);
    graph.filter("queued", "inline", pass).from[0].queue = 3;
    graph.sink("disk", {"queued"}, SinkParts{{},
                                             [&](std::size_t input, const FramePtr& frame) {
                                                 work(200us);
                                                 seen.add(input, frame);
                                             },
                                             [&](bool flush) { flushed = flush; },
                                             {},
                                             -1});
    graph.entry().blocks = true;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), numbers_to(200));
    EXPECT_TRUE(flushed);
    expect_all_accounted(runtime);
}

TEST(RuntimeStop, EndSourcesLetsWhatIsUnderWayArrive) {
    FakeGraph graph;
    Seen seen;
    graph.source("cam", endless(100us));
    graph.sink("disk", {"cam"}, seen.writer()).from[0].drop = config::Drop::never;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return seen.count() > 20; }));
    EXPECT_FALSE(runtime.finished());
    runtime.end_sources();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.count(), by_name(runtime).at("cam").out);
}

TEST(RuntimeStop, TheEventTellsWhenTheLastLaneHasEnded) {
    FakeGraph graph;
    graph.source("cam", frames(3));
    graph.sink("end", {"cam"}, SinkParts{});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    while (!runtime.finished()) {
        pollfd fd{runtime.event_fd(), POLLIN, 0};
        ASSERT_EQ(::poll(&fd, 1, 20'000), 1);
        runtime.clear_event();
    }
    EXPECT_TRUE(runtime.stop(true).empty());
}

TEST(RuntimeStop, WakesASourceThatWaitsForEver) {
    FakeGraph graph;
    SourceParts source;
    std::atomic<bool> waits = false, told = false;
    source.next = [&](SourceContext& context) {
        waits = true;
        told = context.wait(-1, Clock::time_point::max()) == SourceContext::Wait::stopping;
        return true;
    };
    graph.source("cam", source);
    graph.sink("end", {"cam"}, SinkParts{});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return waits.load(); }));
    EXPECT_TRUE(runtime.stop(false).empty());
    EXPECT_TRUE(told);
}

TEST(RuntimeStop, MayBeCalledBeforeStartAndTwice) {
    FakeGraph graph;
    graph.source("cam", endless());
    graph.sink("end", {"cam"}, SinkParts{});
    {
        Runtime never_started(graph.plan(), std::nullopt);
        EXPECT_TRUE(never_started.stop(false).empty());
    }
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    EXPECT_TRUE(runtime.stop(false).empty());
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(RuntimeStop, EndsAtAnyMomentWithAllKindsOfNodesAtWork) {
    std::mt19937 random(7);
    const auto up_to = [&](int most) { return std::chrono::microseconds(std::uniform_int_distribution(0, most)(random)); };
    for (int round = 0; round < 200; ++round) {
        FakeGraph graph;
        std::atomic<int> closed = 0;
        std::atomic<bool> late = false;
        const auto sink = [&](std::chrono::microseconds time) {
            return SinkParts{{}, [&, time](std::size_t, const FramePtr&) { late = late || closed > 0; work(time); }, [&](bool) { ++closed; }, {}, -1};
        };
        graph.source("camera", endless(up_to(300)));
        graph.source("file", frames(1'000'000));
        graph.entry().unpaced = [](const Params&) { return true; };
        graph.filter("inline", "camera", pass);
        const auto time = up_to(1000);
        graph.filter("detector", "inline", [time](FramePtr frame, Context&) { return work(time), frame; }).from[0].queue = 2;
        graph.filter("strict", "file", [time](FramePtr frame, Context&) { return work(time), frame; }).from[0].drop = config::Drop::never;
        graph.sink("disk", {"detector", "strict"}, sink(up_to(500)));
        graph.entry().blocks = true;
        graph.sink("live", {"camera", "detector"}, sink(0us));
        SinkParts attended = sink(0us);
        attended.attend = [](Clock::time_point) {};
        graph.sink("page", {"camera"}, attended);
        Runtime runtime(graph.plan(), std::nullopt);
        runtime.start();
        work(up_to(4000));
        const auto begin = Clock::now();
        ASSERT_TRUE(runtime.stop(false).empty()) << "round " << round;
        EXPECT_LT(Clock::now() - begin, 700ms);
        EXPECT_EQ(closed, 3);
        EXPECT_FALSE(late) << "a frame came after close()";
        expect_all_accounted(runtime);
    }
}

// Runs `body` in a process of its own, which may end with threads stuck; its exit status.
template <typename Body>
int in_child(Body body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body());
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int stop_with(FakeGraph& graph, const std::atomic<bool>& stuck, const std::vector<std::string>& expected) {
    auto* runtime = new Runtime(graph.plan(), std::nullopt);  // must not be destroyed
    runtime->start();
    if (!wait_for([&] { return stuck.load(); })) return 2;
    const auto begin = Clock::now();
    const auto left = runtime->stop(false);
    if (Clock::now() - begin > 1s) return 3;
    return left == expected ? 0 : 4;
}

TEST(RuntimeStop, NamesALaneThatIsStuckInASinkWithinASecond) {
    EXPECT_EQ(in_child([] {
        static FakeGraph graph;
        static std::atomic<bool> stuck = false, closed = false, other_closed = false;
        graph.source("cam", endless());
        graph.sink("disk", {"cam"}, SinkParts{{}, [](std::size_t, const FramePtr&) {
                                                  stuck = true;
                                                  for (;;) ::pause();
                                              }, [](bool) { closed = true; }, {}, -1});
        graph.entry().blocks = true;
        graph.sink("live", {"cam"}, SinkParts{{}, {}, [](bool) { other_closed = true; }, {}, -1});
        const int result = stop_with(graph, stuck, {"disk"});
        if (result != 0) return result;
        if (closed) return 5;           // somebody is inside of it
        return other_closed ? 0 : 6;    // a recording must be finished all the same
    }), 0);
}

TEST(RuntimeStop, NamesTheControlThreadTooWhenItWaitsForAStuckSink) {
    EXPECT_EQ(in_child([] {
        static FakeGraph graph;
        static std::atomic<bool> stuck = false;
        graph.source("cam", endless());
        graph.sink("live", {"cam"}, SinkParts{{}, {}, {}, [](Clock::time_point) {
                                                  stuck = true;
                                                  for (;;) ::pause();
                                              }, -1});
        graph.entry().wants = false;
        return stop_with(graph, stuck, {"sluice/control"});
    }), 0);
}

TEST(RuntimeStop, NamesASourceThatIsStuckInItsDriver) {
    EXPECT_EQ(in_child([] {
        static FakeGraph graph;
        static std::atomic<bool> stuck = false;
        SourceParts source;
        source.next = [](SourceContext&) -> bool {
            stuck = true;
            for (;;) ::pause();
        };
        graph.source("cam", source);
        graph.source("other", endless());
        graph.sink("live", {"cam", "other"}, SinkParts{});
        return stop_with(graph, stuck, {"cam"});
    }), 0);
}

}  // namespace
}  // namespace sluice
