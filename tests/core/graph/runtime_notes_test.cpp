// `with:`: a filter's notes on frames that did not pass through it.

#include "graph/runtime.hpp"

#include <atomic>
#include <mutex>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;

FramePtr number(FramePtr frame, Context& context) {
    return context.note(frame, "number", static_cast<std::int64_t>(frame->info().sequence));
}

// The note of each frame that arrived; -1: none.
class NoteSeen {
public:
    [[nodiscard]] std::function<void(std::size_t, const FramePtr&)> writer() {
        return [this](std::size_t, const FramePtr& frame) {
            const Note* note = frame->notes().find("number");
            const std::lock_guard lock(mutex_);
            all_.emplace_back(frame->info().sequence, note ? std::get<std::int64_t>(*note) : -1);
        };
    }
    [[nodiscard]] std::vector<std::pair<std::uint64_t, std::int64_t>> all() const {
        const std::lock_guard lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::pair<std::uint64_t, std::int64_t>> all_;
};

TEST(RuntimeNotes, AreLaidOnFramesThatDidNotPassTheFilter) {
    FakeGraph graph;
    Tap tap;
    NoteSeen seen;
    graph.source("cam", tap.source());
    graph.filter("numbered", "cam", number);
    graph.sink("live", {"cam"}, seen.writer()).from.front().with = "numbered";
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    tap.pour(3);
    ASSERT_TRUE(wait_for([&] { return seen.all().size() == 3; }));
    EXPECT_TRUE(runtime.stop(false).empty());
    const auto all = seen.all();
    EXPECT_EQ(all[2].first, 2u) << "the picture is the camera's newest";
    EXPECT_GE(all[2].second, 0) << "the notes are the filter's newest";
    EXPECT_EQ(by_name(runtime).at("numbered").in, 3u) << "a link that lays its notes is demand for them";
}

TEST(RuntimeNotes, MakeTheFilterRunOnlyWhileTheLinkIsWanted) {
    FakeGraph graph;
    Tap tap;
    NoteSeen seen;
    SinkContext* context = nullptr;
    graph.source("cam", tap.source());
    graph.filter("numbered", "cam", number);
    graph.sink("live", {"cam"}, SinkParts{[&](SinkContext& host) { context = &host; }, seen.writer(), {}, {}, -1}).from.front().with = "numbered";
    graph.entry().wants = false;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    tap.pour(2);
    ASSERT_TRUE(wait_for([&] { return by_name(runtime).at("cam").in == 2; }));
    EXPECT_EQ(by_name(runtime).at("numbered").in, 0u);
    context->demand(0, Demand::bytes);
    tap.pour(2);
    ASSERT_TRUE(wait_for([&] { return seen.all().size() == 2; }));
    EXPECT_EQ(by_name(runtime).at("numbered").in, 2u);
    EXPECT_TRUE(runtime.stop(false).empty());
}

// Replays repeat: nothing is dropped, and each frame has the notes that were made of it.
TEST(RuntimeNotes, WithDropNeverEachFrameWaitsForItsOwn) {
    FakeGraph graph;
    NoteSeen seen;
    graph.source("cam", frames(200));
    config::Node& numbered = graph.filter("numbered", "cam", [](FramePtr frame, Context& context) -> FramePtr {
        if (frame->info().sequence % 7 == 3) return nullptr;
        if (frame->info().sequence % 7 == 5) throw std::runtime_error("not this one");
        return number(std::move(frame), context);
    });
    numbered.from.front().drop = config::Drop::never;
    config::Node& live = graph.sink("live", {"cam"}, seen.writer());
    live.from.front().with = "numbered";
    live.from.front().drop = config::Drop::never;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    const auto all = seen.all();
    ASSERT_EQ(all.size(), 200u);
    for (const auto& [sequence, note] : all) {
        const bool made = sequence % 7 != 3 && sequence % 7 != 5;
        const auto newest = static_cast<std::int64_t>(made ? sequence : sequence % 7 == 3 ? sequence - 1 : sequence - 1);
        EXPECT_EQ(note, newest) << "frame " << sequence;
    }
    expect_all_accounted(runtime);
}

// Whoever waits for a filter that waits for another gets its frame after that one has, whatever is written first.
TEST(RuntimeNotes, OneThatWaitsForOneThatWaitsIsServedAfterIt) {
    FakeGraph graph;
    NoteSeen seen;
    graph.source("cam", frames(50));
    const auto strict = [](config::Node& node, const char* with) {
        node.from.front().drop = config::Drop::never;
        if (with) node.from.front().with = with;
    };
    const auto adds = [](const char* key) {
        return [key](FramePtr frame, Context& context) { return context.note(frame, key, static_cast<std::int64_t>(frame->info().sequence)); };
    };
    strict(graph.filter("last", "cam", adds("number")), "middle");
    strict(graph.filter("middle", "cam", adds("other")), "first");
    strict(graph.filter("first", "cam", adds("number")), nullptr);
    strict(graph.sink("live", {"cam"}, seen.writer()), "last");
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    ASSERT_EQ(seen.all().size(), 50u);
    for (const auto& [sequence, note] : seen.all()) EXPECT_EQ(note, static_cast<std::int64_t>(sequence));
}

TEST(RuntimeNotes, AFilterThatHangsDoesNotHoldUpAStop) {
    FakeGraph graph;
    NoteSeen seen;
    std::atomic<bool> release = false;
    graph.source("cam", endless());
    config::Node& numbered = graph.filter("numbered", "cam", [&](FramePtr frame, Context&) -> FramePtr {
        return wait_for([&] { return release.load(); }) ? frame : nullptr;
    });
    numbered.from.front().queue = 1;
    config::Node& live = graph.sink("live", {"cam"}, seen.writer());
    live.from.front().with = "numbered";
    live.from.front().drop = config::Drop::never;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return by_name(runtime).at("cam").out >= 1; }));
    runtime.end_sources();
    release = true;
    EXPECT_TRUE(runtime.stop(false).empty());
}

}  // namespace
}  // namespace sluice
