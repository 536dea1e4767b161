#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <sluice/error.hpp>

#include "base/log.hpp"
#include "base/text.hpp"
#include "graph/explanation.hpp"
#include "graph/plan.hpp"
#include "graph/runtime.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/explain_hints.hpp"
#include "tools/sluice/load.hpp"
#include "tools/sluice/run_display.hpp"
#include "tools/sluice/run_options.hpp"
#include "tools/sluice/stop_signals.hpp"

namespace sluice::tool {

namespace {

enum class End { finished, signalled, refused };

bool wait_for_event(const StopSignals& signals, const Runtime& runtime, Clock::time_point until) {
    std::array<pollfd, 2> fds = {pollfd{signals.fd(), POLLIN, 0}, pollfd{runtime.event_fd(), POLLIN, 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<decltype(left)>(left, 0, 1000)));
    return fds[0].revents != 0;
}

End run_until_the_end(Runtime& runtime, const StopSignals& signals, const RunOptions& options, RunDisplay& display) {
    constexpr auto period = std::chrono::seconds(1);
    auto next_tick = Clock::now() + period;
    const auto deadline = options.for_time ? Clock::now() + std::chrono::duration_cast<Clock::duration>(*options.for_time) : Clock::time_point::max();
    bool settled = false;
    bool ending = false;
    for (;;) {
        if (wait_for_event(signals, runtime, ending ? next_tick : std::min(next_tick, deadline))) return End::signalled;
        runtime.clear_event();
        if (!settled && runtime.settled()) {
            settled = true;
            if (runtime.any_failed()) return End::refused;
            display.reach(runtime.reach());
        }
        if (runtime.finished()) return End::finished;
        const auto now = Clock::now();
        if (now >= deadline && !std::exchange(ending, true)) runtime.end_sources();
        if (now < next_tick) continue;
        next_tick += period;
        display.tick(runtime.report(), now);
    }
}

// A thread that hangs inside a driver cannot be ended; the process can.
[[noreturn]] void leave_behind(const std::vector<std::string>& names) {
    log::error({}, text::cat("did not come back from its device or disk in time and was left: ", text::join(names, ", ")));
    std::fflush(nullptr);
    std::_Exit(exit_failed);
}

}  // namespace

int run_command(const RunOptions& options) {
    const StopSignals signals;
    std::optional<Loaded> loaded = load({options.files, options.overrides, options.plugin_paths, options.log});
    if (!loaded) return exit_wrong;
    Plan plan = make_plan(std::move(loaded->config));
    for (const Hint& hint : hints(plan, explain(plan))) log::warning(hint.node, hint.text);
    Runtime runtime(std::move(plan), options.frames);
    RunDisplay display(options.json);
    End end = End::refused;
    try {
        runtime.start();
        end = run_until_the_end(runtime, signals, options, display);
    } catch (const Error& error) {
        log::error({}, error.what());
    }
    const auto left = runtime.stop(end == End::finished);
    display.finish(runtime.report());
    if (!left.empty()) leave_behind(left);
    return end == End::refused || runtime.any_failed() ? exit_failed : exit_done;
}

}  // namespace sluice::tool
