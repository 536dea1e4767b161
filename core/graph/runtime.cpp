#include "graph/runtime.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>
#include <sluice/error.hpp>

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "plugin/node_maker.hpp"

namespace sluice {

namespace {

UniqueFd make_event() {
    UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!fd) throw Error(text::cat("cannot make an eventfd: ", text::errno_text(errno)));
    return fd;
}

NodeReport::Pictures report_of(const PictureCounters& counters) noexcept {
    const auto get = [](const std::atomic<std::uint64_t>& count) { return count.load(std::memory_order_relaxed); };
    return {get(counters.decodes),     get(counters.later_decodes), get(counters.encodes),
            get(counters.block_reads), get(counters.block_writes),  get(counters.damaged)};
}

// Frames that nobody was to have.
bool is_no_loss(std::string_view reason) noexcept { return reason == "filtered" || reason == "not asked for" || reason == "unwatched"; }

void signal(const UniqueFd& event) noexcept { ::eventfd_write(event.get(), 1); }

}  // namespace

Runtime::Runtime(Plan plan, std::optional<std::uint64_t> frames)
    : plan_(std::move(plan)),
      frames_(frames),
      stop_event_(make_event()),
      control_event_(make_event()),
      event_(make_event()),
      openers_(plan_.nodes.size()),
      outlets_(plan_.links.size()),
      sources_(plan_.nodes.size()),
      filters_(plan_.nodes.size()),
      sinks_(plan_.nodes.size()),
      lanes_(plan_.nodes.size()),
      takers_(plan_.nodes.size()) {}

Runtime::~Runtime() {
    // Frames first: what waits in mailboxes may be a driver's buffer, then sinks, and sources last.
    lanes_.clear();
    sinks_.clear();
    filters_.clear();
    sources_.clear();
}

void Runtime::make_nodes() {
    const auto codec = std::make_shared<Codec>();
    for (const PlannedSource& source : plan_.sources) openers_[source.node] = std::make_shared<Opener>(codec);
    for (const PlannedSource& source : plan_.sources) {
        const config::Node& node = plan_.nodes[source.node];
        SourcePump::Setup setup;
        setup.name = node.name;
        setup.buffers = source.buffers;
        setup.frames = frames_;
        setup.stop_fd = stop_event_.get();
        setup.stopping = &stopping_;
        setup.changed = [this, of = source.node] { tell_change(of); };
        setup.required = node.required;
        if (source.opened) setup.opener = openers_[source.node];
        setup.pool = source.pool;
        sources_[source.node] = std::make_unique<SourcePump>(std::move(setup), plugin::make_source(*node.entry, *node.params, node.name));
    }
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
        const config::Node& node = plan_.nodes[i];
        if (node.kind == NodeKind::filter) {
            auto filter = node.entry ? plugin::make_filter(*node.entry, *node.params, node.name) : nullptr;
            FilterPump::Setup setup;
            setup.name = node.name;
            setup.declared = plan_.declared[i];
            setup.opener = openers_[plan_.source_of[i]];
            setup.always = node.run_always || (node.entry && node.entry->acts);
            setup.pass_on_error = node.pass_on_error;
            setup.guards = node.entry && node.entry->guards;
            filters_[i] = std::make_unique<FilterPump>(std::move(setup), std::move(filter));
        } else if (node.kind == NodeKind::sink) {
            sinks_[i] = std::make_unique<SinkPump>(node.name, plugin::make_sink(*node.entry, *node.params, node.name),
                                                   node.entry->wants, demand_lock_);
        }
    }
}

Receiver& Runtime::receiver_for(const PlannedLink& link) {
    Receiver& taker = filters_[link.to] ? static_cast<Receiver&>(*filters_[link.to]) : *sinks_[link.to];
    if (!link.mailbox) return taker;
    if (!lanes_[link.to]) lanes_[link.to] = std::make_unique<Lane>();
    Mailbox& mailbox = lanes_[link.to]->add(link.queue, link.drop);
    takers_[link.to].push_back({&taker, link.input, link.paced});
    NodeCounters& counters = filters_[link.to] ? filters_[link.to]->counters() : sinks_[link.to]->counters();
    NotesShelf* shelf = filters_[link.to] ? filters_[link.to]->shelf() : nullptr;
    return *mailboxes_.emplace_back(std::make_unique<MailboxPump>(mailbox, counters, plan_.declared[link.to].opens(), shelf));
}

void Runtime::connect() {
    // A link that watches a filter comes before those into that filter in no particular order: shelves first.
    for (std::size_t i = 0; i < plan_.links.size(); ++i)
        if (const auto& with = plan_.links[i].with) filters_[with->node]->keep_shelf();
    for (std::size_t i = 0; i < plan_.links.size(); ++i) outlets_[i] = &connect_link(plan_.links[i]);
    for (std::size_t i = 0; i < plan_.links.size(); ++i) lay_notes(i);
    add_wishes();
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
        if (sources_[i]) sources_[i]->outlets().settle();
        if (filters_[i]) filters_[i]->outlets().settle();
    }
    const std::lock_guard lock(demand_lock_);
    for (const auto& filter : filters_)
        if (filter) filter->demand_changed();
}

Outlet& Runtime::connect_link(const PlannedLink& link) {
    Receiver& receiver = receiver_for(link);
    Giver& giver = sources_[link.from] ? static_cast<Giver&>(*sources_[link.from]) : *filters_[link.from];
    Outlets& outlets = sources_[link.from] ? sources_[link.from]->outlets() : filters_[link.from]->outlets();
    const auto way = link.mailbox ? Outlet::Way::mailbox : Outlet::Way::call;
    Outlet& outlet = outlets.add(receiver, link.mailbox ? 0 : link.input, link.fps, way);
    const Inlet inlet{&outlet, &giver, link.with ? filters_[link.with->node].get() : nullptr};
    if (filters_[link.to])
        filters_[link.to]->set_inlet(inlet);
    else
        sinks_[link.to]->add_input({link.name, plan_.nodes[link.source].name}, inlet);
    return outlet;
}

void Runtime::lay_notes(std::size_t index) {
    const auto& with = plan_.links[index].with;
    if (!with) return;
    FilterPump& annotator = *filters_[with->node];
    annotator.add_watcher(*outlets_[index]);
    const auto max_age = std::chrono::duration_cast<Clock::duration>(with->max_age);
    outlets_[index]->lay(*annotator.shelf(), max_age, with->waits ? annotator.inlet().outlet : nullptr);
}

// Each filter's wishes are told to every link on its frames' way on which its picture comes along unchanged.
void Runtime::add_wishes() {
    for (std::size_t node = 0; node < plan_.nodes.size(); ++node) {
        std::vector<const Outlet*> gates;
        for (std::size_t link : plan_.picture_way(node)) {
            const Declared& declared = plan_.declared[node];
            for (const Wish& wish : declared.pixels) outlets_[link]->add_wish({wish, declared.or_pixels, gates});
            gates.push_back(outlets_[link]);
        }
    }
}

void Runtime::start() {
    make_nodes();
    connect();
    bool attended = false;
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
        if (!sinks_[i]) continue;
        sinks_[i]->set_status([this, i](std::size_t input) { return status_of(i, input); });
        opened_.push_back(i);  // also one that throws half-way is closed
        sinks_[i]->open();
        attended |= sinks_[i]->attended() || sinks_[i]->answering();
    }
    for (const std::size_t node : plan_.lanes)
        launch(Role::lane, plan_.nodes[node].name, [this, node] { run_lane(*lanes_[node], takers_[node]); });
    for (const PlannedSource& source : plan_.sources)
        launch(Role::lane, plan_.nodes[source.node].name, [this, node = source.node] { sources_[node]->run(); });
    if (attended) launch(Role::control, "sluice/control", [this] { attend_until_stopped(); });
}

void Runtime::launch(Role role, const std::string& name, std::function<void()> body) {
    const std::size_t lanes = role == Role::lane ? 1 : 0;
    auto made = std::make_unique<Thread>();
    Thread& thread = *made;
    thread.name = name;
    const std::lock_guard lock(threads_mutex_);
    threads_.reserve(threads_.size() + 1);
    thread.thread = start_thread(name, [this, &thread, lanes, run = std::move(body)] {
        {
            const Pulse::OfThisThread mine(thread.pulse);
            run();
        }
        {
            const std::lock_guard done_lock(threads_mutex_);
            thread.done = true;
            lanes_running_ -= lanes;
            --threads_running_;
        }
        thread_done_.notify_all();
        signal_event();
    });
    lanes_running_ += lanes;
    ++threads_running_;
    threads_.push_back(std::move(made));
}

void Runtime::attend_until_stopped() {
    constexpr auto period = std::chrono::seconds(1);
    std::vector<SinkPump*> attended, answering;
    for (const auto& sink : sinks_) {
        if (sink && sink->attended()) attended.push_back(sink.get());
        if (sink && sink->answering()) answering.push_back(sink.get());
    }
    std::vector<std::uint64_t> seen(attended.size(), 0);
    std::vector<bool> idle(attended.size(), true), answers(answering.size(), true);
    std::vector<pollfd> fds;
    auto next_look = Clock::now();
    for (;;) {
        const auto now = Clock::now();
        const bool look = now >= next_look;
        if (look) {
            next_look = now + period;
            for (const PlannedSource& source : plan_.sources) sources_[source.node]->sample(now);
        }
        fds.assign(1, {control_event_.get(), POLLIN, 0});
        for (std::size_t i = 0; i < attended.size(); ++i) {
            if (look) {
                const bool well = attended[i]->attend(now);
                const std::uint64_t taken = attended[i]->counters().in.get();
                idle[i] = well && taken == seen[i];
                seen[i] = taken;
            }
            // A busy socket wakes its file descriptor twice a frame: its lanes read it themselves.
            fds.push_back({idle[i] ? attended[i]->attended()->attend_fd() : -1, POLLIN, 0});
        }
        for (std::size_t i = 0; i < answering.size(); ++i) {
            if (look) answers[i] = true;
            fds.push_back({answers[i] ? answering[i]->answering()->answer_fd() : -1, POLLIN, 0});
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_look - Clock::now()).count();
        {
            const Pulse::Pause pause;
            ::poll(fds.data(), fds.size(), static_cast<int>(std::max<decltype(left)>(left, 0)));
        }
        if (fds[0].revents != 0) return;
        for (std::size_t i = 0; i < attended.size(); ++i)
            if (fds[i + 1].revents != 0) idle[i] = attended[i]->attend(Clock::now());
        for (std::size_t i = 0; i < answering.size(); ++i)
            if (fds[1 + attended.size() + i].revents != 0) answers[i] = answering[i]->answer();
    }
}

void Runtime::tell_change(std::size_t source) noexcept {
    const Stream agreed = sources_[source]->agreed();
    for (const PlannedLink& link : plan_.links)
        if (link.source == source && sinks_[link.to]) sinks_[link.to]->changed(link.input, agreed);
    signal_event();
}

void Runtime::signal_event() noexcept { signal(event_); }

void Runtime::clear_event() noexcept {
    eventfd_t count = 0;
    ::eventfd_read(event_.get(), &count);
}

void Runtime::end_sources() noexcept {
    stopping_.store(true, std::memory_order_relaxed);
    signal(stop_event_);
}

bool Runtime::finished() const {
    const std::lock_guard lock(threads_mutex_);
    return lanes_running_ == 0;
}

bool Runtime::settled() const {
    return std::ranges::none_of(plan_.sources, [this](const PlannedSource& source) {
        return sources_[source.node]->status().state == InputStatus::State::starting;
    });
}

bool Runtime::any_failed() const noexcept {
    return std::ranges::any_of(plan_.sources, [this](const PlannedSource& source) { return sources_[source.node]->failed(); });
}

bool Runtime::control(std::string_view node, ControlRequest request) {
    for (const PlannedSource& source : plan_.sources)
        if (sources_[source.node] && plan_.nodes[source.node].name == node) return sources_[source.node]->control(std::move(request));
    return false;
}

std::vector<std::string> Runtime::controlled() const {
    std::vector<std::string> out;
    for (const PlannedSource& source : plan_.sources)
        if (sources_[source.node] && sources_[source.node]->takes_control()) out.push_back(plan_.nodes[source.node].name);
    return out;
}

std::vector<std::string> Runtime::join_until(Clock::time_point deadline) {
    std::unique_lock lock(threads_mutex_);
    thread_done_.wait_until(lock, deadline, [this] { return threads_running_ == 0; });
    std::vector<std::string> left;
    for (const auto& thread : threads_) {
        if (thread->done) continue;
        left.push_back(thread->name);
        thread->thread.detach();
    }
    lock.unlock();
    for (const auto& thread : threads_)
        if (thread->thread.joinable()) thread->thread.join();
    return left;
}

std::vector<std::string> Runtime::stop(bool flush) {
    constexpr auto patience = std::chrono::milliseconds(700);  // leaves the sinks their part of the second
    end_sources();
    for (std::size_t node = 0; node < lanes_.size() && !flush; ++node) {
        if (filters_[node] && filters_[node]->shelf()) filters_[node]->shelf()->stop();
        if (sinks_[node]) sinks_[node]->let_go();
        if (!lanes_[node]) continue;
        NodeCounters& counters = filters_[node] ? filters_[node]->counters() : sinks_[node]->counters();
        for (const std::size_t count : lanes_[node]->stop()) {
            if (count == 0) continue;
            counters.in.add(count);
            counters.drops.add("stopped", count);
        }
    }
    signal(control_event_);
    std::vector<std::string> left = join_until(Clock::now() + patience);
    for (const std::size_t sink : opened_)
        if (!sinks_[sink]->close(flush && left.empty())) log::warning(plan_.nodes[sink].name, "not closed: it is still busy");
    opened_.clear();
    return left;
}

const NodeCounters& Runtime::counters_of(std::size_t node) const {
    if (sources_[node]) return sources_[node]->counters();
    return filters_[node] ? filters_[node]->counters() : sinks_[node]->counters();
}

InputStatus Runtime::status_of(std::size_t sink, std::size_t input) const {
    const auto link = std::ranges::find_if(plan_.links, [&](const PlannedLink& l) { return l.to == sink && l.input == input; });
    InputStatus status = sources_[link->source]->status();
    std::map<std::string, std::uint64_t> drops;
    const auto add = [&](std::size_t node) {
        const NodeCounters& counters = counters_of(node);
        for (const auto& [reason, count] : counters.drops.get())
            if (!is_no_loss(reason)) drops[reason] += count;
        if (const auto failed = counters.failed.get(); failed > 0 && !plan_.nodes[node].pass_on_error) drops["failed"] += failed;
    };
    add(sink);
    for (std::size_t node = link->from;;) {
        add(node);
        if (node == link->source) break;
        node = std::ranges::find(plan_.links, node, &PlannedLink::to)->from;
    }
    status.drops = nlohmann::json(drops).dump();
    return status;
}

void Runtime::let_watch(PulseWatch& watch) const {
    const std::lock_guard lock(threads_mutex_);
    for (const auto& thread : threads_) watch.add(thread->name, thread->pulse);
}

std::vector<Runtime::SourceState> Runtime::sources() const {
    std::vector<SourceState> all;
    for (const PlannedSource& source : plan_.sources) all.push_back({plan_.nodes[source.node].name, sources_[source.node]->status()});
    return all;
}

Report Runtime::report() const {
    Report report;
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
        if (!sources_[i] && !filters_[i] && !sinks_[i]) continue;  // the start failed before it was made
        const NodeCounters& counters = counters_of(i);
        const config::Node& node = plan_.nodes[i];
        NodeReport& row = report.emplace_back();
        row.name = node.name;
        row.type = node.type;
        row.kind = node.kind;
        row.in = counters.in.get();
        row.out = counters.out.get();
        row.unwanted = counters.unwanted.get();
        row.failed = counters.failed.get();
        row.bytes = counters.bytes.get();
        row.dropped = counters.drops.get();
        if (openers_[i]) row.pictures = report_of(openers_[i]->counters);
    }
    return report;
}

std::vector<Runtime::Reach> Runtime::reach() const {
    std::vector<Reach> all;
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
        if (!sinks_[i]) continue;
        if (auto text = sinks_[i]->reach()) all.push_back({plan_.nodes[i].name, std::move(*text)});
    }
    return all;
}

}  // namespace sluice
