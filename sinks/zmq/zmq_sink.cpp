#include "zmq_sink.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "endpoint.hpp"
#include "event_message.hpp"
#include "message_header.hpp"
#include "publisher.hpp"
#include "stat_message.hpp"

namespace sluice {

namespace {

using namespace zmq_sink_parts;

constexpr Param params[] = {
    Param::text("bind", "where subscribers connect: tcp://127.0.0.1:5555, ipc:///run/sluice/front.ipc").several().must(),
    Param::boolean("insecure", "let anybody who reaches the address watch; without it only this machine can").fallback("false"),
};

// What this sink knows of one of its inputs.
struct Topic {
    std::string name;
    std::string_view source;
    std::optional<Format> format;  // nothing until the first frame or the source's own word
    std::string frames;            // "front/jpeg/"
    std::string notes;             // "front/notes/"
    std::string events;            // "front/event/"
    std::optional<Stream> agreed;  // nothing until the source was online
    std::uint64_t epoch = 0;
    std::uint64_t seq = 0;
    std::uint64_t notes_seq = 0;
    std::uint64_t events_epoch = 0;
    std::uint64_t events_seq = 0;
    bool frames_wanted = false;
    bool notes_wanted = false;
    std::uint64_t bytes = 0;
    std::uint64_t bytes_measured = 0;  // of `bytes` when the rate was last measured
    double bytes_per_second = 0;
};

class ZmqSink final : public Sink, public Attended, public Told, public Reachable {
public:
    explicit ZmqSink(const Params& p) {
        for (std::size_t i = 0; i < p.count("bind"); ++i) endpoints_.emplace_back(p.text("bind", i));
    }

    void open(SinkContext& context) override {
        context_ = &context;
        for (std::size_t i = 0; i < context.inputs(); ++i) {
            Topic& topic = topics_.emplace_back();
            topic.name = context.input(i).name;
            topic.source = context.input(i).source;
            topic.notes = topic.name + "/notes/";
            topic.events = topic.name + "/event/";
        }
        publisher_.emplace(endpoints_, topics_.size());
    }

    void write(std::size_t input, const FramePtr& frame) override {
        Topic& topic = topics_[input];
        const FrameInfo& info = frame->info();
        if (topic.format != info.format) take_format(topic, info.format);
        if (info.epoch != topic.epoch) {
            topic.epoch = info.epoch;
            topic.seq = topic.notes_seq = 0;
        }
        if (topic.frames_wanted) send_frame(topic, *frame);
        if (topic.notes_wanted) send_notes(topic, *frame);
        if (!topic.frames_wanted && !topic.notes_wanted) context_->drop(input, "unsubscribed");
        // A send may swallow the sign of a new subscriber, so whoever sends looks too, while it matters.
        if (some_unwanted_ || info.captured - last_drain_ > std::chrono::seconds(1)) drain(info.captured);
    }

    void close(bool flush) noexcept override {
        if (!publisher_) return;
        publisher_->linger(flush ? 1000 : 0);
        publisher_.reset();
    }

    [[nodiscard]] int attend_fd() const noexcept override { return publisher_ ? publisher_->fd() : -1; }

    void attend(Clock::time_point now) override {
        drain(now);
        measure(now);
        const bool newcomer = publisher_->subscriptions().count(stat_topic) > stat_subscribers_;
        stat_subscribers_ = publisher_->subscriptions().count(stat_topic);
        const auto since = now - last_stat_;
        if (stat_subscribers_ > 0 && (newcomer || since > std::chrono::milliseconds(900))) send_stat(now);
    }

    void changed(std::size_t input, const InputStatus& status, const Stream& agreed) override {
        if (!publisher_) return;
        Topic& topic = topics_[input];
        if (status.state == InputStatus::State::online) topic.agreed = agreed;
        // While no frame flows, who subscribed a moment ago may not have been noticed yet.
        drain(Clock::now());
        if (!publisher_->subscriptions().wants(topic.events)) return;
        if (status.epoch != topic.events_epoch) {
            topic.events_epoch = status.epoch;
            topic.events_seq = 0;
        }
        const EventFacts facts{topic.source, topic.events_seq++, microseconds(wall_time(status.since))};
        publisher_->send(topic.events, event_header(status, agreed, facts), {});
    }

    [[nodiscard]] std::string reach() const override {
        std::string topics;
        for (std::size_t i = 0; i < topics_.size(); ++i) {
            const InputStatus status = context_->status(i);
            const bool known = status.state != InputStatus::State::starting;
            topics += " " + topics_[i].name + "/" + (known ? std::string(kind_of(status.format)) + "/" : "");
        }
        std::string text;
        for (const std::string& bound : publisher_->bound()) {
            Endpoint endpoint;
            const bool local = !parse_endpoint(bound, endpoint) && is_local(endpoint);
            for (const std::string& address : reachable_at(bound)) {
                if (!text.empty()) text += '\n';
                text += address + (local ? " (this machine only)" : "") + ", topics" + topics;
            }
        }
        return text;
    }

private:
    static constexpr std::string_view stat_topic = "sluice/stat/";

    void take_format(Topic& topic, Format format) {
        topic.format = format;
        topic.frames = topic.name + "/" + std::string(kind_of(format)) + "/";
        tell_demand();
    }

    void send_frame(Topic& topic, const Frame& frame) {
        const HeaderFacts facts{topic.seq++, microseconds(wall_time(frame.info().captured)), frame.bytes().size()};
        write_header(header_, frame.info(), frame.notes(), facts);
        topic.bytes += frame.bytes().size();
        publisher_->send(topic.frames, header_, frame.bytes());
    }

    void send_notes(Topic& topic, const Frame& frame) {
        const HeaderFacts facts{topic.notes_seq++, microseconds(wall_time(frame.info().captured)), 0};
        write_header(header_, frame.info(), frame.notes(), facts);
        publisher_->send(topic.notes, header_, {});
    }

    void drain(Clock::time_point now) {
        last_drain_ = now;
        if (publisher_->drain()) tell_demand();
    }

    void tell_demand() {
        const Subscriptions& subscriptions = publisher_->subscriptions();
        some_unwanted_ = false;
        for (std::size_t i = 0; i < topics_.size(); ++i) {
            Topic& topic = topics_[i];
            // Before the first frame its kind is not known: either subscription starts the source.
            topic.frames_wanted = topic.format ? subscriptions.wants(topic.frames)
                                               : subscriptions.wants(topic.name + "/jpeg/") || subscriptions.wants(topic.name + "/raw/");
            topic.notes_wanted = subscriptions.wants(topic.notes);
            some_unwanted_ |= !topic.frames_wanted;
            context_->demand(i, topic.frames_wanted ? Demand::bytes : topic.notes_wanted ? Demand::notes : Demand::none);
        }
    }

    // Over whole seconds, whether somebody asks or not: what a newcomer is told is no moment's accident.
    void measure(Clock::time_point now) {
        const double seconds = std::chrono::duration<double>(now - last_measure_).count();
        if (seconds < 0.9) return;
        for (Topic& topic : topics_) {
            topic.bytes_per_second = static_cast<double>(topic.bytes - topic.bytes_measured) / seconds;
            topic.bytes_measured = topic.bytes;
        }
        last_measure_ = now;
    }

    void send_stat(Clock::time_point now) {
        std::vector<TopicStat> stats;
        for (std::size_t i = 0; i < topics_.size(); ++i) {
            const Topic& topic = topics_[i];
            TopicStat& stat = stats.emplace_back();
            stat.status = context_->status(i);
            const std::string kind(kind_of(topic.format.value_or(stat.status.format)));
            stat.topic = topic.frames.empty() ? topic.name + "/" + kind + "/" : topic.frames;
            stat.source = topic.source;
            stat.agreed = topic.agreed;
            stat.bytes_per_second = topic.bytes_per_second;
            stat.subscribers = publisher_->subscriptions().count(stat.topic);
        }
        last_stat_ = now;
        publisher_->send(stat_topic, stat_header(stats, now), {});
    }

    std::vector<std::string> endpoints_;
    SinkContext* context_ = nullptr;
    std::vector<Topic> topics_;
    std::optional<Publisher> publisher_;
    std::string header_;  // written anew for each frame in the same memory
    bool some_unwanted_ = true;
    std::size_t stat_subscribers_ = 0;
    Clock::time_point last_drain_{};
    Clock::time_point last_measure_ = Clock::now();
    Clock::time_point last_stat_{};
};

void check(const Params& p, Complaints& complaints) {
    for (std::size_t i = 0; i < p.count("bind"); ++i) {
        const std::string text(p.text("bind", i));
        Endpoint endpoint;
        if (const auto fault = parse_endpoint(text, endpoint))
            complaints.add("bind", fault->what, fault->next);
        else if (!is_local(endpoint) && !p.boolean("insecure"))
            complaints.add("bind", text + " can be reached from other machines, and anybody there could watch",
                           "bind tcp://127.0.0.1:" + endpoint.port + ", or write insecure: true if that is meant");
    }
}

constexpr NodeEntry make_entry() {
    NodeEntry entry = sink_entry<ZmqSink>("zmq", "publishes frames on ZeroMQ topics, untouched", params);
    entry.check = check;
    return entry;
}

}  // namespace

const NodeEntry zmq_sink = make_entry();

}  // namespace sluice
