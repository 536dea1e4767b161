#include "relay_source.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>
#include <variant>

#include "boot.hpp"

namespace sluice::upstream {

namespace {

using namespace std::chrono_literals;
using namespace zmq_sink_parts;

const std::string stat_topic = "sluice/stat/";
// More would keep the host from its other business with this lane.
constexpr int most_messages_a_turn = 32;
constexpr auto look_period = 500ms;
constexpr auto shortest_silence = 2s;  // before it is one

Clock::duration silence_of(double fps) {
    const std::chrono::duration<double> frames(fps > 0 ? std::min(3 / fps, 1e6) : 0);
    return std::max<Clock::duration>(shortest_silence, std::chrono::duration_cast<Clock::duration>(frames));
}

bool is_boot(std::string_view text) {
    const auto fine = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; };
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, fine);
}

// The other side's word, where it can be true; else when it came.
Clock::time_point captured_of(const WireFrame& frame, bool our_clock, Clock::time_point now) {
    const Clock::time_point told{std::chrono::microseconds(frame.ts_us)};
    return our_clock && told <= now + 1ms && told > now - 1h ? told : now;
}

}  // namespace

void RelaySource::open(SourceContext&) {
    link_.emplace(settings_);
    link_->subscribe(stat_topic);
    // Whoever answers at a path runs on this machine.
    if (settings_.address.starts_with("ipc://")) boot_ = own_boot();
}

bool RelaySource::next(SourceContext& context) {
    const auto now = Clock::now();
    follow_demand(context, now);
    const bool drained = take_messages(context);
    link_->look(now);
    follow_link(now);
    if (now >= look_at_) tell(context, now);
    if (drained) context.wait_woken(link_->fd(), look_at_);
    return true;
}

void RelaySource::follow_demand(SourceContext& context, Clock::time_point now) {
    if (context.wanted() == wanted_) return;
    wanted_ = !wanted_;
    look_at_ = now;
    if (!wanted_) return link_->unsubscribe(settings_.topic);
    wanted_since_ = now;
    losses_.paused();
    link_->subscribe(settings_.topic);
}

void RelaySource::follow_link(Clock::time_point now) {
    const LinkState& link = link_->state();
    if (link.links == links_) return;
    if (links_ > 0) losses_.relinked();
    links_ = link.links;
    stat_.reset();
    told_malformed_ = told_version_ = false;
    look_at_ = now;
}

bool RelaySource::take_messages(SourceContext& context) {
    for (int i = 0; i < most_messages_a_turn; ++i) {
        const std::optional<Received> received = link_->receive();
        if (!received) return true;
        heard_ = Clock::now();
        if (received->topic == stat_topic)
            take_stat(context, *received);
        else if (received->topic == settings_.topic && wanted_)
            take_frame(context, *received);
    }
    return false;
}

void RelaySource::take_stat(SourceContext& context, const Received& received) {
    WireMessage message = read_wire(received.topic, received.header, received.payload.size(), received.parts);
    if (const auto* unread = std::get_if<WireUnread>(&message)) {
        if (!std::exchange(told_malformed_, true)) context.log(Level::warning, "what " + settings_.address + " says of itself cannot be read: " + unread->why);
        return;
    }
    auto* stat = std::get_if<WireStat>(&message);
    if (!stat) return;
    LastStat last{std::move(*stat), heard_};
    // Behind a proxy there are several, of which one has our topic.
    const std::optional<LastStat> news(std::move(last));
    if (!find_topic(news, settings_.topic) && find_topic(stat_, settings_.topic) && heard_ - stat_->at < shortest_silence) return;
    stat_ = news;
    if (is_boot(stat_->stat.boot)) boot_ = stat_->stat.boot;
    look_at_ = heard_;
}

void RelaySource::take_frame(SourceContext& context, const Received& received) {
    WireMessage message = read_wire(received.topic, received.header, received.payload.size(), received.parts);
    if (const auto* unread = std::get_if<WireUnread>(&message)) return refuse(context, *unread);
    const auto* frame = std::get_if<WireFrame>(&message);
    if (!frame) return;
    if (const std::uint64_t gap = losses_.take(frame->epoch, frame->seq); gap > 0) context.drop("lost on the way", gap);
    frame_at_ = heard_;
    emit(context, *frame, received.payload);
}

void RelaySource::refuse(SourceContext& context, const WireUnread& unread) {
    context.drop(unread.malformed ? "malformed" : "other version");
    bool& told = unread.malformed ? told_malformed_ : told_version_;
    if (std::exchange(told, true)) return;
    context.log(Level::warning, settings_.place() + " sends what cannot be read: " + unread.why +
                                    (unread.malformed ? "" : "; install the same version of sluice here and there"));
}

// Of a relayed frame it is the camera's machine, else the one that publishes.
std::string RelaySource::boot_of(const WireFrame& frame) const {
    if (frame.src_epoch) return frame.boot;
    const bool known = stat_ || !begun_ || frame.epoch == described_.epoch || settings_.address.starts_with("ipc://");
    return known ? boot_ : std::string();
}

Description RelaySource::description_of(const WireFrame& frame, std::string_view boot) const {
    Description description = describe(frame);
    description.our_clock = !boot.empty() && boot == own_boot();
    if (const WireStatTopic* topic = find_topic(stat_, settings_.topic)) {
        complete(description, *topic);
    } else if (frame.epoch == described_.epoch) {  // the link is new, the run over there is not
        description.fps = described_.fps;
        description.moment = described_.moment;
    }
    return description;
}

void RelaySource::emit(SourceContext& context, const WireFrame& frame, Bytes payload) {
    const auto source = cameras_.keep(frame.src);
    if (!source) return context.drop("too many cameras");
    const std::string boot = boot_of(frame);
    const Description description = description_of(frame, boot);
    if (!begun_ || description != described_) begin(context, description, frame.w, frame.h);
    told_ = Told::online;

    Relayed relayed;
    relayed.sequence = frame.cam_seq;
    relayed.captured = captured_of(frame, description.our_clock, heard_);
    relayed.original = frame.orig;
    relayed.origin.source = *source;
    relayed.origin.boot = boots_.keep(boot).value_or(std::string_view());
    relayed.origin.epoch = frame.src_epoch.value_or(frame.epoch);
    relayed.origin.captured = std::chrono::microseconds(frame.ts_us);
    relayed.origin.wall = std::chrono::microseconds(frame.wall_us);
    relayed.notes = frame.notes;
    context.emit_relayed(std::move(payload), relayed);
}

void RelaySource::begin(SourceContext& context, const Description& description, std::uint32_t width, std::uint32_t height) {
    const bool back = told_ == Told::offline;
    described_ = description;
    begun_ = true;
    told_ = Told::online;
    context.begin(stream_of(description, width, height));
    // Once a second is news enough: the other side decides how often it changes.
    const auto now = Clock::now();
    if (!back && now - logged_at_ < 1s) return;
    logged_at_ = now;
    char rate[32] = "";
    if (description.fps > 0) std::snprintf(rate, sizeof rate, ", %.4g fps", description.fps);
    context.log(Level::info, (back ? "online: " : "") + settings_.topic + " at " + settings_.address + ": " + std::string(name_of(description.format)) + " " +
                                 std::to_string(width) + "x" + std::to_string(height) + rate);
}

// Nobody wants a frame yet, but what they will be can be told.
void RelaySource::begin_unseen(SourceContext& context) {
    const WireStatTopic* topic = find_topic(stat_, settings_.topic);
    if (!topic || !topic->format || topic->epoch == 0) return;
    const bool known = begun_ && topic->epoch == described_.epoch;
    Description description = known ? described_ : describe(*topic);
    complete(description, *topic);  // a frame may have come before the message that tells its rate
    description.our_clock = !boot_.empty() && boot_ == own_boot();
    if (known && description == described_) return;
    begin(context, description, topic->w, topic->h);
}

void RelaySource::tell(SourceContext& context, Clock::time_point now) {
    look_at_ = now + look_period;
    Verdict verdict = judge({settings_, link_->state(), stat_, heard_}, now);
    // It comes once a second; a frame that came since knows better.
    if (link_->state().linked && stat_ && frame_at_ > stat_->at) verdict = {Verdict::State::online, {}};
    switch (verdict.state) {
        case Verdict::State::unsettled: return;
        case Verdict::State::online: return tell_online(context, now);
        case Verdict::State::stalled: return tell_trouble(context, Told::stalled, verdict.why, Level::warning);
        case Verdict::State::offline: return tell_trouble(context, Told::offline, verdict.why, Level::warning);
    }
}

void RelaySource::tell_online(SourceContext& context, Clock::time_point now) {
    if (wanted_) {
        const auto last = std::max({frame_at_, wanted_since_, link_->state().since});
        if (now - last < silence_of(described_.fps)) return;
        return tell_trouble(context, Told::stalled,
                            settings_.place() + " is online, yet no frame of " + settings_.topic +
                                " comes; a filter there may drop them, or the link is too slow",
                            Level::debug);
    }
    begin_unseen(context);
    if (!begun_ || told_ == Told::resting) return;
    told_ = Told::resting;
    context.resting();
}

void RelaySource::tell_trouble(SourceContext& context, Told told, const std::string& why, Level level) {
    if (told_ == told && told_why_ == why) return;
    told_ = told;
    told_why_ = why;
    if (told == Told::offline) {
        begun_ = false;
        context.offline(why);
    } else {
        context.stalled(why);
    }
    context.log(level, why);
}

}  // namespace sluice::upstream
