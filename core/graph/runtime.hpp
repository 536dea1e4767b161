#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sluice/unique_fd.hpp>

#include "graph/plan.hpp"
#include "graph/pulse.hpp"
#include "graph/pulse_watch.hpp"
#include "graph/report.hpp"
#include "graph/source_pump.hpp"

namespace sluice {

/// A plan, running. Every thread of the process is born in start(); see the table in README.md.
/// All calls from one thread [start] unless marked.
class Runtime {
public:
    /// `frames`: each source ends after so many.
    Runtime(Plan plan, std::optional<std::uint64_t> frames);
    /// Only after stop(), or without start().
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    /// Makes the nodes, opens the sinks, then lets the sources go. Throws what the user should read; stop() then
    /// ends what has begun.
    void start();
    /// Becomes readable when a source changed its state or the last lane has ended.
    [[nodiscard]] int event_fd() const noexcept { return event_.get(); }
    void clear_event() noexcept;

    /// Asks the sources to end; what is under way still arrives. finished() tells when.
    void end_sources() noexcept;
    [[nodiscard]] bool finished() const;
    /// Every source delivers, or has given up.
    [[nodiscard]] bool settled() const;
    /// A source ended otherwise than by reaching its end. [any thread]
    [[nodiscard]] bool any_failed() const noexcept;

    /// Ends everything in the one order: sources, mailboxes, lanes, sinks. `flush`: it ended by itself, sinks may
    /// take a second to deliver; only when finished(). Returns the names of threads that did not come
    /// back in time (stuck in a driver): they are left, and the process must end without destroying anything. Sinks
    /// that no such thread is inside of are closed all the same.
    [[nodiscard]] std::vector<std::string> stop(bool flush);

    /// Hands the request to that source's lane, which calls its `done`; false: there is no such source, it takes
    /// none, or has ended. [any thread]
    [[nodiscard]] bool control(std::string_view node, ControlRequest request);
    /// The sources that take requests. [any thread]
    [[nodiscard]] std::vector<std::string> controlled() const;

    /// Shows `watch` the pulse of every lane; after start(). It may be used as long as this lives.
    void let_watch(PulseWatch& watch) const;
    /// Each source, and how it is.
    struct SourceState {
        std::string name;
        InputStatus status;
    };
    [[nodiscard]] std::vector<SourceState> sources() const;

    [[nodiscard]] Report report() const;
    /// For each sink that others can reach, its name and what to type elsewhere.
    struct Reach {
        std::string sink;
        std::string text;
    };
    [[nodiscard]] std::vector<Reach> reach() const;

private:
    struct Thread {
        std::string name;
        Pulse pulse;
        std::jthread thread;
        bool done = false;
    };

    void make_nodes();
    void connect();
    Receiver& receiver_for(const PlannedLink& link);
    Outlet& connect_link(const PlannedLink& link);
    void lay_notes(std::size_t link);
    void add_wishes();
    enum class Role { lane, control };
    void launch(Role role, const std::string& name, std::function<void()> body);
    void attend_until_stopped();
    void tell_change(std::size_t source) noexcept;
    void signal_event() noexcept;
    [[nodiscard]] InputStatus status_of(std::size_t sink, std::size_t input) const;
    [[nodiscard]] const NodeCounters& counters_of(std::size_t node) const;
    [[nodiscard]] std::vector<std::string> join_until(Clock::time_point deadline);

    Plan plan_;
    std::optional<std::uint64_t> frames_;
    UniqueFd stop_event_;
    UniqueFd control_event_;
    UniqueFd event_;
    std::atomic<bool> stopping_ = false;
    std::mutex demand_lock_;

    std::vector<OpenerPtr> openers_;  // by index of the plan's nodes, of sources
    std::vector<Outlet*> outlets_;    // by index of the plan's links

    // By index of the plan's nodes; null where a node is of another kind or has no lane.
    std::vector<std::unique_ptr<SourcePump>> sources_;
    std::vector<std::unique_ptr<FilterPump>> filters_;
    std::vector<std::unique_ptr<SinkPump>> sinks_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::vector<std::vector<LaneTaker>> takers_;
    std::vector<std::unique_ptr<MailboxPump>> mailboxes_;
    std::vector<std::size_t> opened_;

    mutable std::mutex threads_mutex_;
    std::condition_variable thread_done_;
    std::vector<std::unique_ptr<Thread>> threads_;
    std::size_t lanes_running_ = 0;
    std::size_t threads_running_ = 0;  // the control thread too
};

}  // namespace sluice
