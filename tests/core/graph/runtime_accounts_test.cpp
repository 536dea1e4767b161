// Every frame is accounted for: at each node, in = out + unwanted + failed + drops.

#include "graph/runtime.hpp"

#include <atomic>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;

TEST(RuntimeAccounts, WhatAFullMailboxLosesIsCountedAtItsTaker) {
    FakeGraph graph;
    Tap tap;
    Seen seen;
    std::atomic<bool> open = false;
    graph.source("cam", tap.source());
    graph.sink("slow", {"cam"}, [&](std::size_t input, const FramePtr& frame) {
        seen.add(input, frame);
        open.wait(false);
    });
    graph.entry().blocks = true;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    tap.pour(1);
    ASSERT_TRUE(wait_for([&] { return seen.count() == 1; }));
    tap.pour(5);
    ASSERT_TRUE(wait_for([&] { return by_name(runtime).at("cam").out == 6 && by_name(runtime).at("slow").dropped.contains("queue full"); }));
    ASSERT_TRUE(wait_for([&] { return by_name(runtime).at("slow").dropped.at("queue full") == 4; }));
    open = true;
    open.notify_all();
    ASSERT_TRUE(wait_for([&] { return seen.count() == 2; }));
    runtime.end_sources();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), (std::vector<std::uint64_t>{0, 5})) << "the newest frame wins";
    EXPECT_EQ(by_name(runtime).at("slow").in, 6u);
    expect_all_accounted(runtime);
}

TEST(RuntimeAccounts, WhatWaitsAtAStopIsCountedAsStopped) {
    FakeGraph graph;
    Tap tap;
    Seen seen;
    std::atomic<bool> open = false;
    graph.source("cam", tap.source());
    graph.sink("slow", {"cam"}, [&](std::size_t input, const FramePtr& frame) {
             seen.add(input, frame);
             open.wait(false);
         }).from[0].queue = 4;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    tap.pour(1);
    ASSERT_TRUE(wait_for([&] { return seen.count() == 1; }));
    tap.pour(3);
    ASSERT_TRUE(wait_for([&] { return by_name(runtime).at("cam").out == 4; }));
    std::jthread opener([&] {
        // The lane is let go only once stop() has emptied its mailbox.
        (void)wait_for([&] { return by_name(runtime).at("slow").dropped.contains("stopped"); });
        open = true;
        open.notify_all();
    });
    EXPECT_TRUE(runtime.stop(false).empty());
    opener.join();
    EXPECT_EQ(by_name(runtime).at("slow").dropped.at("stopped"), 3u);
    expect_all_accounted(runtime);
}

TEST(RuntimeAccounts, FiltersAndSinksSayWhatTheyDrop) {
    FakeGraph graph;
    SinkContext* host = nullptr;
    graph.source("cam", frames(10));
    graph.filter("every_other", "cam", [](FramePtr frame, Context&) { return frame->info().sequence % 2 ? nullptr : frame; });
    graph.sink("disk", {"every_other"}, SinkParts{[&](SinkContext& context) { host = &context; },
                                                  [&](std::size_t input, const FramePtr& frame) {
                                                      if (frame->info().sequence == 4) host->drop(input, "disk full");
                                                  },
                                                  {},
                                                  {},
                                                  -1});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    const auto report = by_name(runtime);
    EXPECT_EQ(report.at("every_other").dropped.at("filtered"), 5u);
    EXPECT_EQ(report.at("disk").dropped.at("disk full"), 1u);
    EXPECT_EQ(report.at("disk").out, 4u);
    expect_all_accounted(runtime);
}

TEST(RuntimeAccounts, ASinkMayDropLaterAndFromAnotherThread) {
    FakeGraph graph;
    SinkContext* host = nullptr;
    std::atomic<int> written = 0;
    graph.source("cam", frames(1000));
    graph.sink("remote", {"cam"}, SinkParts{[&](SinkContext& context) { host = &context; },
                                            [&](std::size_t, const FramePtr&) { ++written; }, {}, {}, -1});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    std::jthread acknowledger([&] {
        (void)wait_for([&] { return written > 10; });
        for (int i = 0; i < 5; ++i) host->drop(0, "refused by the server");
    });
    acknowledger.join();
    run_to_the_end(runtime);
    EXPECT_EQ(by_name(runtime).at("remote").dropped.at("refused by the server"), 5u);
    EXPECT_LE(by_name(runtime).at("remote").out, 1000u);
    EXPECT_GE(by_name(runtime).at("remote").out, 995u);
}

TEST(RuntimeAccounts, DamagedFramesAreCountedByReasonAtTheirSource) {
    FakeGraph graph;
    Seen seen;
    const auto jpeg = [](std::string_view text) { return std::as_bytes(std::span(text)); };
    static constexpr std::string_view good("\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x01\xff\xd9", 28);
    SourceParts source;
    source.next = [jpeg](SourceContext& context) {
        Stream stream;
        stream.width = 640;
        stream.height = 480;
        context.begin(stream);
        const auto send = [&](std::string_view text) { context.emit_copy(jpeg(text), 0, Clock::now()); };
        const std::string padded = std::string(good) + std::string(100, '\0');
        send(good);
        send(padded);
        send("");
        send(std::string(good.substr(0, 26)) + std::string(100, '\1'));
        send("x" + std::string(good));
        context.drop("driver error", 2);
        return false;
    };
    std::vector<FrameInfo> infos;
    std::vector<std::size_t> sizes;
    graph.source("cam", source);
    graph.sink("end", {"cam"}, [&](std::size_t, const FramePtr& frame) {
        infos.push_back(frame->info());
        sizes.push_back(frame->bytes().size());
    });
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    ASSERT_EQ(infos.size(), 2u);
    EXPECT_EQ(infos[0].width, 32u) << "the picture's own header wins";
    EXPECT_EQ(infos[0].height, 16u);
    EXPECT_EQ(sizes, std::vector<std::size_t>(2, good.size())) << "padding after the end is cut";
    const NodeReport cam = by_name(runtime).at("cam");
    EXPECT_EQ(cam.in, 7u);
    EXPECT_EQ(cam.dropped.at("driver error"), 2u);
    EXPECT_EQ(cam.dropped.at("no end"), 1u);
    EXPECT_EQ(lost(cam), 5u);
    expect_all_accounted(runtime);
}

TEST(RuntimeAccounts, ARawFrameThatIsTooShortIsDropped) {
    FakeGraph graph;
    Seen seen;
    SourceParts source;
    source.next = [](SourceContext& context) {
        context.begin(gray_stream());
        const std::array<std::byte, 9> pixels{};
        for (const std::size_t size : {0u, 7u, 8u, 9u}) context.emit_copy(std::span(pixels).first(size), size, Clock::now());
        return false;
    };
    graph.source("cam", source);
    graph.sink("end", {"cam"}, seen.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    EXPECT_EQ(seen.sequences(), (std::vector<std::uint64_t>{8, 9}));
    EXPECT_EQ(by_name(runtime).at("cam").dropped.at("short"), 1u);
    EXPECT_EQ(by_name(runtime).at("cam").dropped.at("empty"), 1u);
}

TEST(RuntimeAccounts, ASinkLearnsWhatWasLostOnTheWayToIt) {
    FakeGraph graph;
    SinkContext* host = nullptr;
    SourceParts source = frames(4);
    source.close = [](SourceContext& context) { context.drop("driver error", 2); };
    graph.source("cam", source);
    graph.filter("other", "cam", [](FramePtr, Context&) -> FramePtr { throw 42; });
    graph.filter("way", "cam", [](FramePtr frame, Context&) -> FramePtr {
        if (frame->info().sequence == 1) throw 42;
        return frame->info().sequence == 2 ? nullptr : frame;
    });
    graph.sink("live", {"way", "other"}, SinkParts{[&](SinkContext& context) { host = &context; }, {}, {}, {}, -1});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    const InputStatus status = host->status(0);
    EXPECT_EQ(nlohmann::json::parse(status.drops), nlohmann::json({{"driver error", 2}, {"failed", 1}})) << "filtered on purpose is no loss";
    EXPECT_EQ(status.state, InputStatus::State::ended);
    EXPECT_EQ(status.width, 4u);
    EXPECT_EQ(host->input(1).source, "cam");
}

TEST(RuntimeAccounts, AddUpInAGraphOfEverythingUnderLoad) {
    FakeGraph graph;
    Seen a, b;
    graph.source("left", frames(2000));
    graph.source("right", frames(2000));
    graph.filter("bad", "left", [](FramePtr frame, Context&) -> FramePtr {
        if (frame->info().sequence % 7 == 0) throw 42;
        return frame;
    });
    config::Node& slow = graph.filter("slow", "bad", [](FramePtr frame, Context&) { return frame->info().sequence % 5 ? frame : nullptr; });
    slow.from[0].queue = 2;
    slow.from[0].drop = config::Drop::newest;
    graph.filter("thin", "right", pass).from[0].fps = Rate{10, 1};
    graph.sink("disk", {"slow", "right", "thin"}, a.writer());
    graph.entry().blocks = true;
    graph.sink("live", {"left", "thin"}, b.writer());
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    expect_all_accounted(runtime);
    const auto report = by_name(runtime);
    EXPECT_EQ(report.at("left").out, 2000u);
    EXPECT_EQ(report.at("slow").in, report.at("bad").out) << "also what its mailbox lost came in";
    EXPECT_EQ(report.at("disk").in, report.at("slow").out + report.at("right").out + report.at("thin").out);
    EXPECT_EQ(report.at("disk").out, a.count());
}

}  // namespace
}  // namespace sluice
