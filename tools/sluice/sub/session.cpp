#include "tools/sluice/sub/session.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include <sluice/error.hpp>

#include "base/log.hpp"
#include "base/text.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/printable.hpp"
#include "tools/sluice/sub/silence.hpp"

namespace sluice::tool {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view stat_topic = "sluice/stat/";
// A publisher that sends faster than we read must not keep us from the clock and from Ctrl-C.
constexpr int most_messages_a_turn = 256;

// front/jpeg lacks its last slash; `front` alone is a name whose topic is looked up.
std::string whole_topic(std::string topic) {
    if (topic.find('/') != std::string::npos && !topic.ends_with('/')) topic += '/';
    if (!topic.empty() && topic.find('/') == topic.size() - 1) topic.pop_back();
    return topic;
}

}  // namespace

Session::Session(const SubOptions& options, int stop_fd)
    : options_(options), stop_fd_(stop_fd), receiver_(options.endpoint, options.key_file, options.server_key_file), results_(STDOUT_FILENO, stop_fd),
      clock_(own_boot_id(), is_local_endpoint(options.endpoint)), wanted_(whole_topic(options.topic)) {
    if (options.raw && ::isatty(STDOUT_FILENO) != 0)
        throw Error("--raw writes pictures, not text, and stdout is a terminal", "pipe it: ... --raw | ffplay -f mjpeg -");
    if (!options.save_folder.empty()) saver_.emplace(options.save_folder);
    started_ = window_from_ = heard_ = Clock::now();
    receiver_.subscribe(std::string(stat_topic));
    if (wanted_.find('/') != std::string::npos) follow(wanted_);
}

int Session::run() {
    const auto forever = Clock::time_point::max();
    const auto end = options_.for_time && *options_.for_time < forever - started_
                         ? started_ + std::chrono::duration_cast<Clock::duration>(*options_.for_time) : forever;
    auto next_tick = started_ + 1s;
    for (;;) {
        if (!receiver_.wait(stop_fd_, STDOUT_FILENO, std::min(next_tick, end))) return finish(Next::done);
        if (receiver_.output_closed()) return exit_done;
        notice_links();
        const Next next = turn();
        if (next != Next::go_on) return finish(next);
        const auto now = Clock::now();
        if (now >= next_tick) {
            tick(now);
            next_tick = std::max(next_tick + 1s, now);
        }
        if (results_.closed()) return exit_done;
        timed_out_ = now >= end;
        if (timed_out_) return finish(Next::done);
    }
}

Session::Next Session::turn() {
    for (int i = 0; i < most_messages_a_turn; ++i) {
        const std::optional<Message> message = receiver_.receive();
        if (!message) return Next::go_on;
        const Next next = take(*message);
        if (next != Next::go_on) return next;
    }
    return Next::go_on;
}

Session::Next Session::take(const Message& message) {
    if (message.topic == stat_topic) return take_stat(message);
    if (message.topic == (shows_events() ? topic_ : events_)) return take_event(message);
    return message.topic == topic_ ? take_frame(message) : Next::go_on;
}

Session::Next Session::take_stat(const Message& message) {
    std::optional<StatReport> stat = parse_stat_report(message.header);
    if (!stat) return Next::go_on;
    const bool first = !stat_.has_value();
    stat_ = std::move(stat);
    if (first) tell_silence(explain_unknown(silence_facts()), Clock::now());
    if (first && shows_events())
        if (const TopicReport* report = stat_->find_companion(topic_)) log::info({}, present_state(*report));
    if (clock_.learn(stat_->boot)) meter_.forget_latencies();
    if (topic_ == stat_topic) {
        heard_ = Clock::now();
        const bool written = results_.write(options_.json ? topics_json(*stat_) + "\n" : topics_text(*stat_));
        ++stats_;
        const bool enough = options_.frames && stats_ >= *options_.frames;
        return written && !enough ? Next::go_on : Next::done;
    }
    return topic_.empty() ? choose_topic() : Next::go_on;
}

Session::Next Session::choose_topic() {
    std::vector<std::string> frames, others;
    for (const TopicReport& report : stat_->topics) {
        if (!wanted_.empty() && !report.topic.starts_with(wanted_ + "/")) continue;
        (report.carries_frames() ? frames : others).push_back(report.topic);
    }
    // Asked for by name, a node that gives notes alone is what was meant.
    const std::vector<std::string>& found = frames.empty() && !wanted_.empty() ? others : frames;
    if (found.empty()) return Next::go_on;
    if (found.size() == 1) {
        follow(found.front());
        return Next::go_on;
    }
    results_.write(options_.json ? topics_json(*stat_) + "\n" : options_.raw ? "" : topics_text(*stat_));
    log::error({}, text::cat("there are ", found.size(), " topics; name one: sluice sub ", options_.endpoint, ' ',
                             printable(found.front(), 80)));
    return Next::wrong;
}

void Session::follow(const std::string& topic) {
    topic_ = topic;
    window_from_ = Clock::now();
    // What is already subscribed would come twice as often unsubscribed as subscribed: libzmq counts.
    if (topic != stat_topic) receiver_.subscribe(topic);
    // With --json each line is of one kind.
    if (topic == stat_topic || options_.json || shows_events()) return;
    events_ = events_of(topic);
    if (!events_.empty()) receiver_.subscribe(events_);  // an empty one would be everything
}

Session::Next Session::take_frame(const Message& message) {
    heard_ = Clock::now();
    const std::optional<FrameHeader> header = parse_frame_header(message.header);
    if (!header) {
        meter_.take_unreadable();
        return Next::go_on;
    }
    if (clock_.learn(*header)) meter_.forget_latencies();
    meter_.take(*header, message.payload.size(), clock_.latency_us(*header), heard_);
    if (saver_ && !message.payload.empty()) saver_->save(message.topic, *header, message.payload);
    if (options_.raw && !results_.write(message.payload)) return Next::done;
    if (shows_notes() && !results_.write_line(notes_line(message.header))) return Next::done;
    return options_.frames && meter_.total().frames >= *options_.frames ? Next::done : Next::go_on;
}

Session::Next Session::take_event(const Message& message) {
    const std::optional<EventReport> event = parse_event_report(message.header);
    if (!shows_events()) return !event || write_beside(event_text(*event)) ? Next::go_on : Next::done;
    heard_ = Clock::now();
    const std::optional<FrameHeader> header = parse_frame_header(message.header);
    if (!event || !header) {
        meter_.take_unreadable();
        return Next::go_on;
    }
    meter_.take(*header, 0, clock_.latency_us(*header), heard_);
    if (!options_.raw && !results_.write_line(options_.json ? header_line(message.header) : event_text(*event))) return Next::done;
    return options_.frames && meter_.total().frames >= *options_.frames ? Next::done : Next::go_on;
}

bool Session::write_beside(const std::string& line) {
    if (!figures_on_stderr()) return results_.write_line(line);
    std::cerr << line << '\n';
    return true;
}

void Session::notice_links() {
    const LinkWatch& link = receiver_.link();
    if (!link.linked) stat_.reset();
    if (link.links == links_) return;
    if (links_ > 0) meter_.relinked();
    links_ = link.links;
}

void Session::tick(Clock::time_point now) {
    const double seconds = std::chrono::duration<double>(now - window_from_).count();
    Report line = report(seconds);
    line.silence = silence(now);
    window_from_ = now;
    if (options_.json && topic_ != stat_topic && !shows_events()) results_.write_line(second_json(line));
    tell_silence(line.silence, now);
    const bool frames = meter_.window().frames > 0;
    if (!options_.json && frames && !shows_notes() && !shows_events()) write_beside(second_text(line));
    meter_.turn();
}

void Session::tell_silence(const std::string& why, Clock::time_point now) {
    // Said again once a minute: a reader may have scrolled away.
    if (!why.empty() && (why != told_ || now - told_at_ >= 1min)) {
        log::warning({}, why);
        told_at_ = now;
    }
    told_ = why;
}

std::string Session::silence(Clock::time_point now) const {
    const Silence facts = silence_facts();
    // Of what is not there nothing will be heard.
    if (now - heard_ < 2s) return explain_unknown(facts);
    return explain(facts);
}

Silence Session::silence_facts() const {
    return {options_.endpoint, topic_.empty() ? wanted_ : topic_, receiver_.link(), stat_ ? &*stat_ : nullptr, options_.key_file, options_.server_key_file};
}

Report Session::report(double seconds) const {
    return {topic_, &meter_, seconds, clock_.name(), receiver_.ignored(), saver_ ? saver_->saved() : 0, {}};
}

int Session::finish(Next how) {
    if (results_.closed()) return exit_done;
    if (how == Next::wrong) return exit_wrong;
    Report line = report(0);
    if (meter_.total().frames == 0) line.silence = silence(Clock::now());
    const bool stat_only = topic_ == stat_topic;
    const bool lines_only = stat_only || (shows_events() && options_.json);
    // Ctrl-C has made the stop fd readable, and the summary shall come out all the same.
    Output last(figures_on_stderr() && !(lines_only && options_.json) ? STDERR_FILENO : STDOUT_FILENO, -1);
    if (lines_only && options_.json)
        last.write_line(lines_final_json(line, stat_only ? stats_ : meter_.total().frames));
    else if (!lines_only && shows_events())
        last.write_line(events_final_text(line));
    else if (!lines_only)
        last.write_line(options_.json ? final_json(line) : final_text(line));
    const std::uint64_t got = stat_only ? stats_ : meter_.total().frames;
    if (!timed_out_ || got >= options_.frames.value_or(1)) return exit_done;
    if (!line.silence.empty() && line.silence != told_) log::warning({}, line.silence);
    return exit_failed;
}

}  // namespace sluice::tool
