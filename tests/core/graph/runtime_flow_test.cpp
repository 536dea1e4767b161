// How frames get from sources through filters to sinks, and on whose thread.

#include "graph/runtime.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;

TEST(RuntimeFlow, FramesArriveInOrder) {
    FakeGraph graph;
    Seen seen;
    graph.source("cam", frames(200));
    graph.filter("first", "cam", pass);
    graph.filter("second", "first", pass);
    graph.sink("end", {"second"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), numbers_to(200));
    expect_all_accounted(runtime);
}

TEST(RuntimeFlow, AnInlineChainRunsOnTheSourcesOwnThread) {
    FakeGraph graph;
    Seen in_filter, in_sink;
    std::thread::id source_thread;
    SourceParts source = frames(10);
    source.close = [&](SourceContext&) { source_thread = std::this_thread::get_id(); };
    graph.source("cam", source);
    graph.filter("inline", "cam", [&](FramePtr frame, Context&) { return in_filter.add(0, frame), frame; });
    graph.sink("end", {"inline"}, in_sink.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    ASSERT_EQ(in_sink.count(), 10u);
    const auto there = [&](const Seen::Arrival& one) { return one.thread == source_thread; };
    EXPECT_TRUE(std::ranges::all_of(in_filter.all(), there));
    EXPECT_TRUE(std::ranges::all_of(in_sink.all(), there)) << "camera to socket is one thread and no hop";
}

TEST(RuntimeFlow, AQueueHandsOverToAnotherThreadInOrder) {
    FakeGraph graph;
    Seen seen;
    std::thread::id source_thread;
    SourceParts source = frames(300);
    source.close = [&](SourceContext&) { source_thread = std::this_thread::get_id(); };
    graph.source("cam", source);
    graph.filter("slow", "cam", pass).from[0].drop = config::Drop::never;
    graph.sink("end", {"slow"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), numbers_to(300));
    EXPECT_NE(seen.all().front().thread, source_thread);
    EXPECT_TRUE(std::ranges::all_of(seen.all(), [&](const auto& one) { return one.thread == seen.all().front().thread; }));
}

TEST(RuntimeFlow, ASinkOfTwoInputsIsNeverEnteredTwiceAtOnce) {
    FakeGraph graph;
    Seen seen;
    std::atomic<int> inside = 0;
    std::atomic<bool> twice = false;
    graph.source("left", frames(500));
    graph.source("right", frames(500));
    graph.sink("end", {"left", "right"}, [&](std::size_t input, const FramePtr& frame) {
        if (++inside > 1) twice = true;
        std::this_thread::yield();
        seen.add(input, frame);
        --inside;
    });
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_FALSE(twice);
    EXPECT_EQ(seen.sequences(0), numbers_to(500));
    EXPECT_EQ(seen.sequences(1), numbers_to(500));
}

TEST(RuntimeFlow, BranchesShareTheBytes) {
    FakeGraph graph;
    std::vector<const void*> plain, noted;
    std::vector<bool> has_note;
    graph.source("cam", frames(5));
    graph.filter("motion", "cam", [](FramePtr frame, Context& context) { return context.note(frame, "motion", 0.5); });
    graph.sink("plain", {"cam"}, [&](std::size_t, const FramePtr& frame) { plain.push_back(frame->bytes().data()); });
    graph.sink("noted", {"motion"}, [&](std::size_t, const FramePtr& frame) {
        noted.push_back(frame->bytes().data());
        has_note.push_back(frame->notes().find("motion") != nullptr);
    });
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(plain, noted);
    EXPECT_EQ(has_note, std::vector<bool>(5, true));
}

TEST(RuntimeFlow, EmitHandsOnAFrameBeforeTheReturnedOne) {
    FakeGraph graph;
    Seen seen;
    FramePtr kept;
    graph.source("cam", frames(6));
    graph.filter("pairs", "cam", [&](FramePtr frame, Context& context) -> FramePtr {
        context.emit(nullptr);  // nothing, as everywhere
        if (!kept) return kept = frame, nullptr;
        context.emit(std::exchange(kept, nullptr));
        return frame;
    });
    graph.sink("end", {"pairs"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), numbers_to(6));
}

TEST(RuntimeFlow, FpsOnALinkThinsThatLinkAlone) {
    FakeGraph graph;
    Seen all, some;
    graph.source("cam", frames(90));
    graph.sink("all", {"cam"}, all.writer());
    graph.sink("some", {"cam"}, some.writer()).from[0].fps = Rate{10, 1};
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(all.count(), 90u);
    EXPECT_EQ(some.count(), 30u);
}

TEST(RuntimeFlow, EpochsGrowAndFramesCarryTheirSource) {
    FakeGraph graph;
    std::vector<std::uint64_t> epochs;
    std::vector<std::string> names;
    SourceParts source;
    source.next = [i = 0](SourceContext& context) mutable {
        context.begin(gray_stream());
        emit_gray(context, 0);
        return ++i < 20;
    };
    graph.source("cam", source);
    graph.sink("end", {"cam"}, [&](std::size_t, const FramePtr& frame) {
        epochs.push_back(frame->info().epoch);
        names.emplace_back(frame->info().source);
    });
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    ASSERT_EQ(epochs.size(), 20u);
    EXPECT_EQ(std::ranges::adjacent_find(epochs, std::greater_equal<>{}), epochs.end()) << "each larger than the one before";
    EXPECT_EQ(names, std::vector<std::string>(20, "cam"));
}

TEST(RuntimeFlow, FramesEndsEachSourceAfterSoMany) {
    FakeGraph graph;
    Seen left, right;
    SourceParts bursts = endless();
    bursts.next = [i = std::uint64_t{0}](SourceContext& context) mutable {
        for (int n = 0; n < 4; ++n) emit_gray(context, i++);
        return true;
    };
    graph.source("left", endless());
    graph.source("right", bursts);
    graph.sink("a", {"left"}, left.writer());
    graph.sink("b", {"right"}, right.writer());
    Runtime runtime(graph.plan(), 7);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(left.sequences(), numbers_to(7));
    EXPECT_EQ(right.sequences(), numbers_to(7)) << "not one more, even where a source emits several at a time";
    expect_all_accounted(runtime);
}

}  // namespace
}  // namespace sluice
