#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include <sluice/error.hpp>

#include "base/log.hpp"
#include "base/service.hpp"
#include "base/text.hpp"
#include "graph/explanation.hpp"
#include "graph/plan.hpp"
#include "graph/pulse_watch.hpp"
#include "graph/runtime.hpp"
#include "tools/sluice/control/control_server.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/explain_hints.hpp"
#include "tools/sluice/load.hpp"
#include "tools/sluice/run_display.hpp"
#include "tools/sluice/run_options.hpp"
#include "tools/sluice/stop_signals.hpp"

namespace sluice::tool {

namespace {

enum class End { finished, signalled, refused };

std::string_view name_of(InputStatus::State state) {
    switch (state) {
        case InputStatus::State::starting: return "starting";
        case InputStatus::State::online: return "online";
        case InputStatus::State::stalled: return "stalled";
        case InputStatus::State::offline: return "offline";
        case InputStatus::State::ended: return "ended";
    }
    return "";
}

std::string status_line(const std::vector<Runtime::SourceState>& sources) {
    const auto online = [](const auto& source) { return source.status.state == InputStatus::State::online; };
    std::string line = text::cat(std::ranges::count_if(sources, online), " of ", sources.size(), " sources online");
    for (const auto& [name, status] : sources)
        if (status.state != InputStatus::State::online || !status.why.empty())
            line += text::cat("; ", name, ": ", name_of(status.state), status.why.empty() ? "" : ", ", status.why);
    return line;
}

/// Looks after the lanes while they run, and tells the service manager. A lane that does not come back is named; as
/// long as it is away the manager's watchdog is not fed. All calls [start].
class Supervisor {
public:
    explicit Supervisor(const Runtime& runtime) : runtime_(runtime) {
        if (const auto watchdog = service_.watchdog()) {
            limit_ = *watchdog / 2;
            period_ = std::min<Clock::duration>(period_, *watchdog / 4);
        }
    }
    /// Once the lanes run.
    void begin(Clock::time_point now) {
        runtime_.let_watch(lanes_.emplace(limit_));
        next_ = now;
        look(now);
    }
    /// When look() is due again.
    [[nodiscard]] Clock::time_point next() const noexcept { return next_; }
    void look(Clock::time_point now) {
        if (next_ <= now) next_ += ((now - next_) / period_ + 1) * period_;
        for (const PulseWatch::Change& change : lanes_->look(now)) say(change);
        service_.status(status_line(runtime_.sources()));
        if (settled_ && !told_ready_) told_ready_ = service_.ready();
        const bool due = service_.watchdog() && now - alive_ >= *service_.watchdog() / 5;
        if (!due || lanes_->any_stuck()) return;
        service_.alive();
        alive_ = now;
    }
    void settled(Clock::time_point now) {
        settled_ = true;
        look(now);
    }
    void stopping() noexcept { service_.stopping(); }

private:
    void say(const PulseWatch::Change& change) const {
        const auto seconds = text::number(std::chrono::duration<double>(std::chrono::round<std::chrono::seconds>(change.lasted)).count());
        if (!change.stuck) return log::info(change.name, text::cat("is back after ", seconds, " s"));
        const auto* next = service_.watchdog() ? "the watchdog ends the program if it stays away" : "the rest goes on without it";
        log::warning(change.name, text::cat("has not come back from its driver or filter for ", seconds, " s; ", next));
    }

    const Runtime& runtime_;
    Service service_;
    Clock::duration limit_ = std::chrono::seconds(10);
    Clock::duration period_ = std::chrono::seconds(1);
    std::optional<PulseWatch> lanes_;
    Clock::time_point next_{};
    Clock::time_point alive_{};
    bool settled_ = false;
    bool told_ready_ = false;
};

/// What process.control asks for; nothing where it is absent.
std::unique_ptr<ControlServer> control_server(const std::optional<std::string>& endpoint, Runtime& runtime) {
    if (!endpoint) return nullptr;
    return std::make_unique<ControlServer>(ControlServer::Setup{
        *endpoint, [&runtime](std::string_view node, ControlRequest request) { return runtime.control(node, std::move(request)); },
        [&runtime] { return runtime.controlled(); }});
}

bool wait_for_event(const StopSignals& signals, const Runtime& runtime, const ControlServer* control, Clock::time_point until) {
    std::array<pollfd, 3> fds = {pollfd{signals.fd(), POLLIN, 0}, pollfd{runtime.event_fd(), POLLIN, 0},
                                 pollfd{control ? control->fd() : -1, POLLIN, 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<decltype(left)>(left, 0, 1000)));
    return fds[0].revents != 0;
}

End run_until_the_end(Runtime& runtime, const StopSignals& signals, const RunOptions& options, RunDisplay& display, Supervisor& supervisor,
                      ControlServer* control) {
    constexpr auto period = std::chrono::seconds(1);
    const auto begin = Clock::now();
    supervisor.begin(begin);
    auto next_tick = begin + period;
    const auto deadline = options.for_time ? begin + std::chrono::duration_cast<Clock::duration>(*options.for_time) : Clock::time_point::max();
    bool settled = false;
    bool ending = false;
    for (;;) {
        const auto next = std::min(next_tick, supervisor.next());
        if (wait_for_event(signals, runtime, control, ending ? next : std::min(next, deadline))) return End::signalled;
        runtime.clear_event();
        if (control) control->serve();
        const auto now = Clock::now();
        if (!settled && runtime.settled()) {
            settled = true;
            if (runtime.any_failed()) {
                supervisor.look(now);
                return End::refused;
            }
            display.reach(runtime.reach());
            supervisor.settled(now);
        }
        if (runtime.finished()) return End::finished;
        if (now >= deadline && !std::exchange(ending, true)) runtime.end_sources();
        if (now >= supervisor.next()) supervisor.look(now);
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
    Supervisor supervisor(runtime);
    std::unique_ptr<ControlServer> control;
    End end = End::refused;
    try {
        control = control_server(loaded->control, runtime);
        runtime.start();
        end = run_until_the_end(runtime, signals, options, display, supervisor, control.get());
    } catch (const Error& error) {
        log::error({}, error.what());
    }
    supervisor.stopping();
    control.reset();  // its socket's file too, should a thread have to be left behind
    const auto left = runtime.stop(end == End::finished);
    display.finish(runtime.report());
    if (!left.empty()) leave_behind(left);
    return end == End::refused || runtime.any_failed() ? exit_failed : exit_done;
}

}  // namespace sluice::tool
