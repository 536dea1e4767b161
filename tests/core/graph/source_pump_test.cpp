// The source's own view of its host: waiting, states, the measured rate.

#include "graph/source_pump.hpp"

#include <sys/eventfd.h>

#include <atomic>
#include <string>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"

namespace sluice {
namespace {

using namespace test;
using namespace std::chrono_literals;
using Wait = SourceContext::Wait;
using State = InputStatus::State;

// A pump without a runtime, run on the test's own thread.
struct Bench {
    UniqueFd stop{::eventfd(0, EFD_CLOEXEC)};
    std::atomic<bool> stopping = false;
    int changes = 0;

    SourcePump pump(SourceParts parts) {
        return SourcePump({"cam", 6, std::nullopt, stop.get(), &stopping, [this] { ++changes; }}, std::make_unique<FakeSource>(std::move(parts)));
    }
};

SourceParts once(std::function<void(SourceContext&)> body) {
    return {{}, [run = std::move(body)](SourceContext& context) { return run(context), false; }, {}};
}

TEST(SourcePump, WaitTellsWhatHappened) {
    Bench bench;
    const UniqueFd ready(::eventfd(1, EFD_CLOEXEC));
    const UniqueFd silent(::eventfd(0, EFD_CLOEXEC));
    std::vector<Wait> told;
    SourcePump pump = bench.pump(once([&](SourceContext& context) {
        told.push_back(context.wait(ready.get(), Clock::time_point::max()));
        told.push_back(context.wait(ready.get(), Clock::now() - 1s));
        told.push_back(context.wait(silent.get(), Clock::now() + 1ms));
        told.push_back(context.wait(-1, Clock::now() + 1ms));
        told.push_back(context.wait(-1, Clock::now() - 1s));
        ::eventfd_write(bench.stop.get(), 1);
        told.push_back(context.wait(ready.get(), Clock::time_point::max()));
    }));
    pump.run();
    EXPECT_EQ(told, (std::vector{Wait::ready, Wait::ready, Wait::timeout, Wait::timeout, Wait::timeout, Wait::stopping}));
}

TEST(SourcePump, WaitNeverReturnsBeforeItsTime) {
    Bench bench;
    SourcePump pump = bench.pump(once([](SourceContext& context) {
        const auto until = Clock::now() + 2500us;
        EXPECT_EQ(context.wait(-1, until), Wait::timeout);
        EXPECT_GE(Clock::now(), until);
    }));
    pump.run();
}

TEST(SourcePump, GoesThroughItsStatesAndTellsEachChange) {
    Bench bench;
    std::vector<State> states;
    SourcePump* self = nullptr;
    SourcePump pump = bench.pump(once([&](SourceContext& context) {
        states.push_back(self->status().state);
        context.begin(gray_stream());
        states.push_back(self->status().state);
    }));
    self = &pump;
    pump.run();
    states.push_back(pump.status().state);
    EXPECT_EQ(states, (std::vector{State::starting, State::online, State::ended}));
    EXPECT_EQ(pump.status().why, "it came to its end");
    EXPECT_EQ(bench.changes, 2);
    EXPECT_FALSE(pump.failed());
}

TEST(SourcePump, IsOfflineWithTheReasonAfterAFailure) {
    Bench bench;
    SourcePump pump = bench.pump(once([](SourceContext&) { throw std::runtime_error("cannot open /dev/video0: No such device"); }));
    pump.run();
    EXPECT_EQ(pump.status().state, State::offline);
    EXPECT_EQ(pump.status().why, "cannot open /dev/video0: No such device");
    EXPECT_TRUE(pump.failed());
}

TEST(SourcePump, MeasuresTheRateItReallyHas) {
    Bench bench;
    SourcePump* self = nullptr;
    SourcePump pump = bench.pump(once([&](SourceContext& context) {
        const auto begin = Clock::now();
        context.begin(gray_stream());
        for (int second = 0; second < 3; ++second) {
            self->sample(begin + std::chrono::seconds(second));
            for (std::uint64_t i = 0; i < 25; ++i) emit_gray(context, i);
        }
    }));
    self = &pump;
    EXPECT_EQ(pump.status().fps, 0);
    pump.run();
    EXPECT_DOUBLE_EQ(pump.status().fps, 25) << "whether anybody wants the frames or not";
}

TEST(SourcePump, IsStalledWhenFramesStayAwayForLongerThanItsRateExplains) {
    const auto state_after = [](double fps, std::chrono::seconds silence) {
        Bench bench;
        State state{};
        SourcePump* self = nullptr;
        SourcePump pump = bench.pump(once([&](SourceContext& context) {
            Stream stream = gray_stream();
            stream.fps = fps;
            context.begin(stream);
            state = self->status(Clock::now() + silence).state;
        }));
        self = &pump;
        pump.run();
        return state;
    };
    EXPECT_EQ(state_after(30, 1s), State::online);
    EXPECT_EQ(state_after(30, 3s), State::stalled);
    EXPECT_EQ(state_after(1.0 / 60, 100s), State::online) << "one frame a minute is not late yet";
    EXPECT_EQ(state_after(1.0 / 60, 200s), State::stalled);
}

TEST(SourcePump, TellsTheSourceItsNameAndBuffers) {
    Bench bench;
    SourcePump pump = bench.pump(once([](SourceContext& context) {
        EXPECT_EQ(context.name(), "cam");
        EXPECT_EQ(context.buffers(), 6u);
        EXPECT_FALSE(context.stopping());
    }));
    pump.run();
}

}  // namespace
}  // namespace sluice
