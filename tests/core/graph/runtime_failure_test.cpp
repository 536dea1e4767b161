// What a node throws ends in its pump, is counted, and hurts nobody else.

#include "graph/runtime.hpp"

#include <atomic>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;

FramePtr fail_on_odd(FramePtr frame, Context&) {
    if (frame->info().sequence % 2) throw std::runtime_error("odd");
    return frame;
}

TEST(RuntimeFailure, AFilterThatThrowsDropsItsFrame) {
    FakeGraph graph;
    Seen seen;
    graph.source("cam", frames(6));
    graph.filter("bad", "cam", fail_on_odd);
    graph.sink("end", {"bad"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), (std::vector<std::uint64_t>{0, 2, 4}));
    EXPECT_EQ(by_name(runtime).at("bad").failed, 3u);
    EXPECT_FALSE(runtime.any_failed()) << "the source did not fail";
    expect_all_accounted(runtime);
}

TEST(RuntimeFailure, OnErrorPassLetsTheFrameThroughAsItWas) {
    FakeGraph graph;
    Seen seen;
    graph.source("cam", frames(6));
    graph.filter("bad", "cam", fail_on_odd).pass_on_error = true;
    graph.sink("end", {"bad"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), numbers_to(6));
    EXPECT_EQ(by_name(runtime).at("bad").failed, 3u);
    EXPECT_EQ(by_name(runtime).at("bad").out, 6u);
}

TEST(RuntimeFailure, WhatIsNoExceptionIsCaughtAllTheSame) {
    FakeGraph graph;
    graph.source("cam", frames(4));
    graph.filter("bad", "cam", [](FramePtr, Context&) -> FramePtr { throw 42; }).pass_on_error = true;
    graph.sink("end", {"bad"}, [](std::size_t, const FramePtr&) { throw 42; });
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(by_name(runtime).at("bad").failed, 4u);
    EXPECT_EQ(by_name(runtime).at("end").failed, 4u);
    EXPECT_EQ(by_name(runtime).at("end").out, 0u);
}

TEST(RuntimeFailure, ANoteOnNoFrameIsTheFiltersFailureNotACrash) {
    FakeGraph graph;
    graph.source("cam", frames(2));
    graph.filter("bad", "cam", [](FramePtr, Context& context) { return context.note(nullptr, "motion", 1.0); });
    graph.sink("end", {"bad"}, SinkParts{});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(by_name(runtime).at("bad").failed, 2u);
}

TEST(RuntimeFailure, ASinkThatCannotOpenRefusesTheStartInItsOwnName) {
    for (const bool foreign : {false, true}) {
        FakeGraph graph;
        int closed = 0;
        graph.source("cam", frames(4));
        graph.sink("fine", {"cam"}, SinkParts{{}, {}, [&](bool) { ++closed; }, {}, -1});
        graph.sink("live", {"cam"}, SinkParts{[&](SinkContext&) {
                                                  if (foreign) throw 42;
                                                  throw Error("no such address", "choose another");
                                              },
                                              {},
                                              [&](bool) { ++closed; },
                                              {},
                                              -1});
        Runtime runtime(graph.plan(), std::nullopt);
        try {
            runtime.start();
            ADD_FAILURE() << "started";
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), testing::StartsWith("live: "));
        }
        EXPECT_TRUE(runtime.stop(false).empty());
        EXPECT_EQ(closed, 2) << "the half-open one too";
    }
}

TEST(RuntimeFailure, ASourceThatThrowsDoesNotStopAnother) {
    for (const bool foreign : {false, true}) {
        FakeGraph graph;
        Seen seen;
        std::atomic<int> closed = 0;
        graph.source("bad", {[&](SourceContext&) {
                                 if (foreign) throw 42;
                                 throw Error("cannot open /dev/video0", "plug it in");
                             },
                             {},
                             [&](SourceContext&) { ++closed; }});
        graph.source("good", frames(50));
        graph.sink("end", {"bad", "good"}, seen.writer());
        Runtime runtime(graph.plan(), std::nullopt);
        runtime.start();
        run_to_the_end(runtime);
        EXPECT_EQ(seen.sequences(1), numbers_to(50));
        EXPECT_EQ(closed, 1);
        EXPECT_TRUE(runtime.any_failed());
        EXPECT_TRUE(runtime.settled());
    }
}

TEST(RuntimeFailure, ASourceMayFailLater) {
    FakeGraph graph;
    Seen seen;
    SourceParts source = frames(100);
    source.next = [i = std::uint64_t{0}](SourceContext& context) mutable -> bool {
        if (i == 3) throw std::runtime_error("unplugged");
        return emit_gray(context, i++), true;
    };
    graph.source("cam", source);
    graph.sink("end", {"cam"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.count(), 3u);
    EXPECT_TRUE(runtime.any_failed());
}

TEST(RuntimeFailure, AnOptionalFilterThatIsAbsentPassesFrames) {
    FakeGraph graph;
    Seen seen;
    graph.source("cam", frames(5));
    config::Node& absent = graph.filter("people", "cam", {});
    absent.entry = nullptr;
    absent.optional = true;
    graph.sink("end", {"people"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), numbers_to(5));
    EXPECT_EQ(by_name(runtime).at("people").out, 5u);
}

TEST(RuntimeFailure, AnAttendThatThrowsIsSaidAndGoesOn) {
    FakeGraph graph;
    std::atomic<int> times = 0;
    graph.source("cam", endless());
    graph.sink("live", {"cam"}, SinkParts{{}, {}, {}, [&](Clock::time_point) { ++times, throw 42; }, -1});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    EXPECT_TRUE(wait_for([&] { return times >= 2; }));
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(RuntimeFailure, AnAttendThatThrowsWithItsFdReadableIsNoBusyLoop) {
    FakeGraph graph;
    std::atomic<int> times = 0;
    const UniqueFd readable(::eventfd(1, EFD_CLOEXEC));
    graph.source("cam", endless());
    graph.sink("live", {"cam"}, SinkParts{{}, {}, {}, [&](Clock::time_point) { ++times, throw 42; }, readable.get()});
    graph.entry().wants = false;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return times >= 2; }));
    EXPECT_LE(times, 6);
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(RuntimeFailure, AnAnswerThatThrowsWithItsFdReadableIsNoBusyLoop) {
    FakeGraph graph;
    std::atomic<int> times = 0;
    const UniqueFd readable(::eventfd(1, EFD_CLOEXEC));
    graph.source("cam", endless());
    SinkParts parts;
    parts.answer = [&] { ++times, throw 42; };
    parts.answer_fd = readable.get();
    graph.sink("live", {"cam"}, parts);
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return times >= 2; }));
    EXPECT_LE(times, 6);
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(RuntimeFailure, AnswersAreGivenWhileFramesFlow) {
    FakeGraph graph;
    std::atomic<int> answers = 0;
    std::atomic<int> frames = 0;
    const UniqueFd asked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    graph.source("cam", endless());
    SinkParts parts;
    parts.write = [&](std::size_t, const FramePtr&) { ++frames; };
    parts.answer = [&] {
        eventfd_t count = 0;
        ::eventfd_read(asked.get(), &count);
        ++answers;
    };
    parts.answer_fd = asked.get();
    graph.sink("live", {"cam"}, parts);
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return frames > 0; }));
    for (int i = 1; i <= 20; ++i) {
        ::eventfd_write(asked.get(), 1);
        ASSERT_TRUE(wait_for([&] { return answers == i; }));
    }
    EXPECT_TRUE(runtime.stop(false).empty());
}

}  // namespace
}  // namespace sluice
