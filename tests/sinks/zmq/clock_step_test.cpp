// The wall clock is set while sluice runs, as NTP does on a board without a battery: what is sent afterwards tells
// the new time, and CLOCK_MONOTONIC the old one. The step is made by standing between the program and its clocks.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sinks/zmq/zmq_sink.hpp"
#include "tests/sinks/zmq/subscriber.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_sink_context.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace {

std::atomic<std::time_t> wall_step_seconds = 0;

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
    const long result = ::syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += wall_step_seconds;
    return static_cast<int>(result);
}

namespace sluice {
namespace {

using namespace test;
using Json = nlohmann::json;

constexpr std::int64_t hour_us = 3600 * 1'000'000LL;

/// CLOCK_REALTIME less CLOCK_MONOTONIC, as a header tells it.
std::int64_t offset_of(const Json& header) { return header["wall_us"].get<std::int64_t>() - header["ts_us"].get<std::int64_t>(); }

TEST(WallClockStep, IsInWhateverIsSentAfterIt) {
    const ScratchFolder folder;
    const std::string endpoint = "ipc://" + (folder.path() / "s.ipc").string();
    const FakeParams params(zmq_sink, {{"bind", {endpoint}}});
    const std::unique_ptr<Sink> sink = zmq_sink.make_sink(params);
    FakeSinkContext context;
    context.status_of_all.since = Clock::now();
    sink->open(context);
    Subscriber frames(endpoint, {"cam/jpeg/"}), events(endpoint, {"cam/event/"}), stats(endpoint, {"sluice/stat/"});
    auto& attended = dynamic_cast<Attended&>(*sink);
    auto& told = dynamic_cast<Told&>(*sink);
    auto now = Clock::now();
    const auto next = [&](Subscriber& subscriber, const auto& send) {
        std::vector<std::string> parts;
        EXPECT_TRUE(wait_for([&] { return send(), !(parts = subscriber.receive_now()).empty(); }));
        return parts.size() == 3 ? Json::parse(parts[1]) : Json();
    };
    const auto frame = [&] { return next(frames, [&] { attended.attend(now), sink->write(0, make_frame()); }); };
    const auto event = [&] { return next(events, [&] { told.changed(0, context.status_of_all, {}); }); };
    const auto stat = [&] { return next(stats, [&] { attended.attend(now += std::chrono::seconds(1)); }); };
    const Json first_frame = frame(), first_event = event(), first_stat = stat();
    for (const std::time_t step : {3600, -7200}) {
        wall_step_seconds = step;
        // What was sent before the step may still be on its way.
        const auto follows = [&](const Json& first, const auto& again) {
            return wait_for([&] { return std::abs(offset_of(again()) - offset_of(first) - step * 1'000'000LL) < hour_us / 4; });
        };
        EXPECT_TRUE(follows(first_frame, frame)) << "the same frame's ts_us, another wall_us";
        EXPECT_TRUE(follows(first_event, event));
        EXPECT_TRUE(follows(first_stat, stat));
        const std::int64_t since = stat()["topics"][0]["since_us"].get<std::int64_t>();
        EXPECT_NEAR(static_cast<double>(since - first_stat["topics"][0]["since_us"].get<std::int64_t>()), static_cast<double>(step) * 1e6, 1e6);
    }
    wall_step_seconds = 0;
    sink->close(false);
}

}  // namespace
}  // namespace sluice
