// A running source is told of demand and of wishes to change it; a sink is told of a source's states.

#include "graph/runtime.hpp"

#include <atomic>
#include <future>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sluice/error.hpp>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;
using Wait = SourceContext::Wait;

struct Answer {
    std::string failure;
    std::vector<ControlState> now;
};

std::future<Answer> ask(Runtime& runtime, std::string_view node, std::string name, std::string value, bool* taken = nullptr) {
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    const bool done = runtime.control(node, {std::move(name), std::move(value), [promise](std::string failure, std::vector<ControlState> now) {
                                                 promise->set_value({std::move(failure), std::move(now)});
                                             }});
    if (taken) *taken = done;
    return answer;
}

SourceParts patient(std::function<std::string(std::string_view, std::string_view)> control) {
    SourceParts parts;
    parts.open = [](SourceContext& context) { context.begin(gray_stream()); };
    parts.next = [](SourceContext& context) { return context.wait_woken(-1, Clock::time_point::max()) != Wait::stopping; };
    parts.control = std::move(control);
    return parts;
}

Answer in_time(std::future<Answer> answer) {
    if (answer.wait_for(std::chrono::seconds(20)) != std::future_status::ready) return {"no answer", {}};
    return answer.get();
}

TEST(SourceControl, IsAnsweredOnTheSourcesOwnLane) {
    FakeGraph graph;
    std::thread::id lane, controlled;
    graph.source("cam", patient([&](std::string_view name, std::string_view value) {
        controlled = std::this_thread::get_id();
        if (value == "11") throw Error("gain takes 0 to 9");
        return std::string(name) + "!" + std::string(value);
    }));
    graph.sink("out", {"cam"}, [](std::size_t, const FramePtr&) {});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    const Answer set = in_time(ask(runtime, "cam", "gain", "5"));
    EXPECT_EQ(set.failure, "");
    ASSERT_EQ(set.now.size(), 1u);
    EXPECT_EQ(set.now[0].value, "gain!5");
    EXPECT_NE(controlled, std::this_thread::get_id());
    EXPECT_EQ(in_time(ask(runtime, "cam", "gain", "11")).failure, "gain takes 0 to 9");
    const Answer all = in_time(ask(runtime, "cam", "", ""));
    ASSERT_EQ(all.now.size(), 1u);
    EXPECT_EQ(all.now[0].takes, "0 to 9");
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(SourceControl, WhoTakesNoneSaysSo) {
    FakeGraph graph;
    graph.source("cam", endless());
    graph.sink("out", {"cam"}, [](std::size_t, const FramePtr&) {});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    for (const char* node : {"cam", "out", "nobody"}) {
        bool taken = true;
        (void)ask(runtime, node, "gain", "5", &taken);
        EXPECT_FALSE(taken) << node;
    }
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(SourceControl, WhatCameTooLateIsRefusedAndNeverForgotten) {
    FakeGraph graph;
    std::atomic<bool> go = false;
    SourceParts parts = patient([](std::string_view, std::string_view) { return std::string(); });
    parts.next = [&](SourceContext&) {
        go.wait(false);
        return false;
    };
    graph.source("cam", std::move(parts));
    graph.sink("out", {"cam"}, [](std::size_t, const FramePtr&) {});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    ASSERT_TRUE(wait_for([&] { return runtime.settled(); }));
    auto late = ask(runtime, "cam", "gain", "5");
    go = true;
    go.notify_all();
    const Answer answer = in_time(std::move(late));
    // Between two turns, or at the end: one of the two, but always an answer.
    EXPECT_TRUE(answer.failure.empty() || answer.failure == "it has ended") << answer.failure;
    ASSERT_TRUE(wait_for([&] { return runtime.finished(); }));
    bool taken = true;
    (void)ask(runtime, "cam", "gain", "5", &taken);
    EXPECT_FALSE(taken);
    EXPECT_TRUE(runtime.stop(true).empty());
}

TEST(SourceControl, ASourceThatRestsIsWokenByDemand) {
    FakeGraph graph;
    SinkContext* host = nullptr;
    std::atomic<int> woken = 0;
    std::atomic<bool> wanted = false;
    SourceParts parts;
    parts.open = [](SourceContext& context) { context.begin(gray_stream()); };
    parts.next = [&](SourceContext& context) {
        const Wait wait = context.wait_woken(-1, Clock::time_point::max());
        if (wait == Wait::woken) {
            wanted = context.wanted();
            ++woken;
        }
        return wait != Wait::stopping;
    };
    graph.source("cam", std::move(parts));
    graph.sink("out", {"cam"}, SinkParts{[&](SinkContext& context) { host = &context; }, {}, {}, {}, -1, {}});
    graph.entry().wants = false;
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    host->demand(0, Demand::bytes);
    ASSERT_TRUE(wait_for([&] { return woken >= 1 && wanted; }));
    const int before = woken;
    host->demand(0, Demand::none);
    ASSERT_TRUE(wait_for([&] { return woken > before && !wanted; }));
    EXPECT_TRUE(runtime.stop(false).empty());
}

TEST(SourceControl, SinksAreToldOfEachChangeOfTheirInputsSource) {
    FakeGraph graph;
    std::mutex mutex;
    std::vector<std::pair<std::size_t, InputStatus::State>> told;
    std::vector<double> rates;
    const auto cam = [](double fps) {
        SourceParts parts;
        parts.next = [fps](SourceContext& context) {
            Stream stream = gray_stream();
            stream.fps = fps;
            context.begin(stream);
            context.offline("unplugged");
            return false;
        };
        return parts;
    };
    graph.source("front", cam(30));
    graph.source("back", cam(15));
    SinkParts parts;
    parts.changed = [&](std::size_t input, const InputStatus& status, const Stream& agreed) {
        const std::lock_guard lock(mutex);
        told.emplace_back(input, status.state);
        if (status.state == InputStatus::State::online) rates.push_back(agreed.fps);
        if (input == 1 && status.state == InputStatus::State::offline) {
            EXPECT_EQ(status.why, "unplugged");
        }
    };
    graph.sink("out", {"front", "back"}, std::move(parts));
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    run_to_the_end(runtime);
    using State = InputStatus::State;
    for (const std::size_t input : {0u, 1u}) {
        std::vector<State> states;
        for (const auto& [of, state] : told)
            if (of == input) states.push_back(state);
        EXPECT_EQ(states, (std::vector{State::online, State::offline, State::ended})) << input;
    }
    std::ranges::sort(rates);
    EXPECT_EQ(rates, (std::vector<double>{15, 30}));
}

}  // namespace
}  // namespace sluice
