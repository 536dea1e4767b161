#include "zmq_sink.hpp"

#include <poll.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access.hpp"
#include "endpoint.hpp"
#include "event_message.hpp"
#include "framing.hpp"
#include "freshness.hpp"
#include "message_header.hpp"
#include "published_topic.hpp"
#include "publisher.hpp"
#include "stat_message.hpp"
#include "wakeups.hpp"

namespace sluice {

namespace {

using namespace zmq_sink_parts;

constexpr Param params[] = {
    Param::text("bind", "where subscribers connect: tcp://127.0.0.1:5555, ipc:///run/sluice/front.ipc")
        .several()
        .must()
        .alone(),
    Param::boolean("insecure", "let anybody who reaches the address watch; without it only this machine can")
        .fallback("false"),
    Param::map("curve", "encrypt, and let in only the clients whose public keys lie in the folder",
               "key:file|clients:folder"),
    Param::choice(
        "latency", "low|balanced|complete",
        "what a subscriber that is behind gets: the newest, a little more, or everything, the others waiting for it")
        .fallback("balanced"),
    Param::choice("framing", "sluice|imagezmq",
                  "how messages are made: WIRE.md, or as receivers made with imagezmq read them")
        .fallback("sluice"),
};

class ZmqSink final : public Sink, public Attended, public Answering, public Told, public Reachable {
public:
    explicit ZmqSink(const Params& p)
        : curve_(curve_of(p)),
          latency_(latency_named(p.text("latency")).value_or(Latency::balanced)),
          framing_(p.text("framing") == "imagezmq" ? make_imagezmq_framing() : make_sluice_framing()) {
        for (std::size_t i = 0; i < p.count("bind"); ++i) endpoints_.emplace_back(p.text("bind", i));
    }

    void open(SinkContext& context) override {
        context_ = &context;
        for (std::size_t i = 0; i < context.inputs(); ++i) {
            PublishedTopic& topic = topics_.emplace_back();
            topic.name = context.input(i).name;
            topic.source = context.input(i).source;
            topic.notes = topic.name + "/notes/";
            topic.events = topic.name + "/event/";
        }
        PublisherSetup setup{endpoints_, limits_for(latency_, topics_.size()), curve_, all_topics()};
        setup.say = [&context](Level level, const std::string& line) { context.log(level, line); };
        setup.stopping = [&context] { return context.stopping(); };
        publisher_ = make_publisher(std::move(setup));
        wakeups_.emplace();
        wakeups_->watch(publisher_->answer_fd());
        watch(true);
    }

    void write(std::size_t input, const FramePtr& frame) override {
        std::unique_lock lock(mutex_);
        PublishedTopic& topic = topics_[input];
        const FrameInfo& info = frame->info();
        if (topic.format != info.format || topic.width != info.width || topic.height != info.height)
            take_shape(topic, info);
        if (info.epoch != topic.epoch) {
            topic.epoch = info.epoch;
            topic.seq = topic.notes_seq = 0;
        }
        ++writes_;
        const bool sends = !topic.frames.empty() && (topic.frames_wanted || topic.notes_wanted);
        if (sends && !wait_for_room(lock, topic)) return drop_for_all(input, topic);
        send(input, topic, *frame);
        if (!sends && !publisher_->fd_is_true())
            drain();
        else if (publisher_->take_changed())
            take_changes();
    }

    void close(bool flush) noexcept override {
        const std::lock_guard lock(mutex_);
        if (!publisher_) return;
        wakeups_.reset();
        publisher_->linger(flush ? 1000 : 0);
        publisher_.reset();
    }

    // The socket's own descriptor is among those that answer() is called for.
    [[nodiscard]] int attend_fd() const noexcept override { return -1; }
    [[nodiscard]] int answer_fd() const noexcept override { return wakeups_ ? wakeups_->fd() : -1; }

    void answer() override {
        if (!publisher_) return;
        publisher_->answer();
        const std::lock_guard lock(mutex_);
        look(Clock::now());
    }

    void attend(Clock::time_point now) override {
        if (!publisher_) return;
        publisher_->answer();
        const std::lock_guard lock(mutex_);
        measure(now);
        look(now);
    }

    void changed(std::size_t input, const InputStatus& status, const Stream& agreed) override {
        const std::lock_guard lock(mutex_);
        if (!publisher_) return;
        PublishedTopic& topic = topics_[input];
        if (status.state == InputStatus::State::online) topic.agreed = agreed;
        // While no frame flows, who subscribed a moment ago may not have been noticed yet.
        drain();
        if (!framing_->tells_more() || !publisher_->subscriptions().wants(topic.events)) return;
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
                text += address + (local ? " (this machine only)" : "") +
                        (framing_->tells_more() ? ", topics" + topics : ", for imagezmq");
            }
        }
        return text;
    }

private:
    static constexpr std::string_view stat_topic = "sluice/stat/";
    static constexpr double most_watched_fps = 20;

    [[nodiscard]] std::vector<std::string> all_topics() const {
        std::vector<std::string> all;
        for (const PublishedTopic& topic : topics_) {
            for (std::string& first : framing_->first_parts(topic.name)) all.push_back(std::move(first));
            if (framing_->tells_more()) all.insert(all.end(), {topic.notes, topic.events});
        }
        if (framing_->tells_more()) all.emplace_back(stat_topic);
        return all;
    }

    void take_shape(PublishedTopic& topic, const FrameInfo& info) {
        if (topic.format != info.format || topic.frames.empty()) topic.told_unfit = false;
        topic.format = info.format;
        topic.width = info.width;
        topic.height = info.height;
        topic.frames = framing_->first_part(topic.name, info);
        tell_demand();
    }

    // The gap in the count tells who was there.
    void drop_for_all(std::size_t input, PublishedTopic& topic) {
        topic.seq += topic.frames_wanted ? 1 : 0;
        topic.notes_seq += topic.notes_wanted ? 1 : 0;
        context_->drop(input, "subscriber too slow");
    }

    // Unlocked, so that the control thread can go on sending to all of them, and tell what is new.
    bool wait_for_room(std::unique_lock<std::mutex>& lock, const PublishedTopic& topic) {
        if (latency_ != Latency::complete) return true;
        const auto until = Clock::now() + std::chrono::seconds(1);
        const auto lacks_room = [&](bool wanted, const std::string& name) { return wanted && !publisher_->has_room(name); };
        while (lacks_room(topic.frames_wanted, topic.frames) || lacks_room(topic.notes_wanted, topic.notes)) {
            if (Clock::now() >= until || context_->stopping()) return false;
            pollfd fd{publisher_->fd(), POLLIN, 0};
            lock.unlock();
            ::poll(&fd, 1, 50);
            lock.lock();
            drain();
        }
        return true;
    }

    void send(std::size_t input, PublishedTopic& topic, const Frame& frame) {
        if (topic.frames.empty()) return drop_unfit(input, topic);
        if (!topic.frames_wanted && !topic.notes_wanted) return context_->drop(input, "unsubscribed");
        const bool sent = !topic.frames_wanted || send_frame(topic, frame);
        const bool told = !topic.notes_wanted || send_notes(topic, frame);
        if (!sent || (!told && !topic.frames_wanted)) context_->drop(input, "subscriber too slow");
    }

    bool send_frame(PublishedTopic& topic, const Frame& frame) {
        const auto before = publisher_->missed();
        const bool sent = framing_->send(*publisher_, topic.frames, frame, topic.seq++);
        if (sent) topic.bytes += frame.bytes().size();
        if (before) topic.missed = topic.missed.value_or(0) + *publisher_->missed() - *before;
        return sent;
    }

    void drop_unfit(std::size_t input, PublishedTopic& topic) {
        context_->drop(input, "not for imagezmq");
        if (std::exchange(topic.told_unfit, true)) return;
        context_->log(Level::warning, topic.name + " sends " + std::string(name_of(*topic.format)) +
                                          ", which receivers of imagezmq cannot read; use a source or filter that "
                                          "gives JPEGs, or framing: sluice");
    }

    bool send_notes(PublishedTopic& topic, const Frame& frame) {
        const HeaderFacts facts{topic.notes_seq++, microseconds(wall_time(frame.info().captured)), 0};
        write_header(header_, frame.info(), frame.notes(), facts);
        return publisher_->send(topic.notes, header_, {});
    }

    void look(Clock::time_point now) {
        drain();
        if (!framing_->tells_more()) return;
        greet(now);
        if (stat_subscribers_ > 0 && now - last_stat_ > std::chrono::milliseconds(900)) send_stat(now);
    }

    // Whoever begins to read how things are is told at once; those who come in droves, together.
    void greet(Clock::time_point now) {
        const std::size_t readers = publisher_->subscriptions().count(stat_topic);
        if (readers > stat_subscribers_ && now - last_stat_ < std::chrono::milliseconds(50)) return;
        if (readers > std::exchange(stat_subscribers_, readers)) send_stat(now);
    }

    // While many frames are sent, their lane sees who comes, and libzmq would wake the descriptor twice for each.
    void watch(bool watched) {
        watched |= publisher_->fd_is_true();
        if (std::exchange(watched_, watched) == watched) return;
        watched ? wakeups_->watch(publisher_->fd()) : wakeups_->leave(publisher_->fd());
    }

    void drain() {
        if (publisher_->drain()) take_changes();
    }

    void take_changes() {
        tell_demand();
        if (framing_->tells_more()) greet(Clock::now());
    }

    void tell_demand() {
        const auto wants = [this](const std::string& topic) { return publisher_->subscriptions().wants(topic); };
        bool some_wanted = false;
        for (std::size_t i = 0; i < topics_.size(); ++i) {
            PublishedTopic& topic = topics_[i];
            // Before the first frame its kind is not known: either subscription starts the source.
            topic.frames_wanted = topic.frames.empty() ? std::ranges::any_of(framing_->first_parts(topic.name), wants)
                                                       : wants(topic.frames);
            topic.notes_wanted = framing_->tells_more() && wants(topic.notes);
            some_wanted |= topic.frames_wanted || topic.notes_wanted;
            context_->demand(i, topic.frames_wanted  ? Demand::bytes
                                : topic.notes_wanted ? Demand::notes
                                                     : Demand::none);
        }
        if (!some_wanted) watch(true);
    }

    // Over whole seconds, whether somebody asks or not: what a newcomer is told is no moment's accident.
    void measure(Clock::time_point now) {
        const double seconds = std::chrono::duration<double>(now - last_measure_).count();
        if (seconds < 0.9) return;
        watch(static_cast<double>(std::exchange(writes_, 0)) / seconds < most_watched_fps);
        for (PublishedTopic& topic : topics_) {
            topic.bytes_per_second = static_cast<double>(topic.bytes - topic.bytes_measured) / seconds;
            topic.bytes_measured = topic.bytes;
        }
        last_measure_ = now;
    }

    void send_stat(Clock::time_point now) {
        std::vector<TopicStat> stats;
        for (std::size_t i = 0; i < topics_.size(); ++i) {
            const PublishedTopic& topic = topics_[i];
            TopicStat& stat = stats.emplace_back();
            stat.status = context_->status(i);
            const std::string kind(kind_of(topic.format.value_or(stat.status.format)));
            stat.topic = topic.frames.empty() ? topic.name + "/" + kind + "/" : topic.frames;
            stat.source = topic.source;
            stat.agreed = topic.agreed;
            stat.bytes_per_second = topic.bytes_per_second;
            stat.missed = topic.missed;
            stat.subscribers = publisher_->subscriptions().count(stat.topic);
        }
        last_stat_ = now;
        StatFacts facts = stat_facts();
        if (publisher_->guarded() || publisher_->cut_off() > 0) facts.refused.emplace();
        for (const auto& [why, count] : publisher_->refused()) facts.refused->emplace(why, count);
        if (publisher_->cut_off() > 0) facts.refused->emplace("asked for too much", publisher_->cut_off());
        publisher_->send(stat_topic, stat_header(stats, facts, now), {});
        drain();
    }

    std::vector<std::string> endpoints_;
    std::optional<CurveFiles> curve_;
    Latency latency_;
    std::unique_ptr<Framing> framing_;
    SinkContext* context_ = nullptr;
    std::vector<PublishedTopic> topics_;
    std::mutex mutex_;  // what follows: answer() may come beside all others
    std::unique_ptr<Publisher> publisher_;
    std::optional<Wakeups> wakeups_;
    bool watched_ = false;
    std::uint64_t writes_ = 0;  // since the rates were last measured
    std::string header_;        // of notes; written anew for each frame in the same memory
    std::size_t stat_subscribers_ = 0;
    Clock::time_point last_measure_ = Clock::now();
    Clock::time_point last_stat_{};
};

constexpr NodeEntry make_entry() {
    NodeEntry entry = sink_entry<ZmqSink>("zmq", "publishes frames on ZeroMQ topics, untouched", params);
    entry.check = check_access;
    entry.may_block = [](const Params& p) { return latency_named(p.text("latency")) == Latency::complete; };
    return entry;
}

}  // namespace

const NodeEntry zmq_sink = make_entry();

}  // namespace sluice
