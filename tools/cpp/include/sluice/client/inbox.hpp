#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zmq.hpp>

#include <sluice/client/frame.hpp>
#include <sluice/client/link.hpp>
#include <sluice/client/losses.hpp>
#include <sluice/client/silence.hpp>

namespace sluice::client {

/// Takes messages off a link, and counts. Used by one thread.
class Inbox {
public:
    explicit Inbox(Link& link) : link_(link), own_boot_(fields::own_boot()) {}

    /// One message: a frame is put into `frame`, anything else is kept here. False: none waits.
    [[nodiscard]] bool take(std::optional<Frame>& frame) {
        frame.reset();
        std::array<zmq::message_t, 3> parts;
        const std::size_t count = receive(parts);
        if (count == 0) return false;
        auto message = count < parts.size() ? std::nullopt : read_message(text(parts[0]), text(parts[1]), parts[2].size());
        if (!message || !room_for(message->topic)) {
            if (count >= parts.size() && text(parts[0]) == "sluice/error/") complaint_ = fields::text(fields::object_of(text(parts[1])), "why");
            else ++ignored_;
        } else if (message->stat) {
            stat_ = std::move(message->stat);
            stat_on_ = link_.links();
        } else if (message->event) {
            events_.push_back(std::move(*message->event));
            if (events_.size() > most_events) events_.pop_front();
        } else {
            frame.emplace(std::move(*message), std::move(parts[2]));
            const Header& header = frame->header();
            frame->lost_ = losses_[frame->topic()].take(header.epoch, header.seq, link_.links());
            lost_ += frame->lost_;
            heard_ = Link::Clock::now();
        }
        return true;
    }

    /// Last of all, when the frame is handed out.
    [[nodiscard]] Frame finished(Frame frame, std::uint64_t lost, std::uint64_t skipped) const {
        frame.lost_ = lost;
        frame.skipped_ = skipped;
        frame.latency_ = latency_of(frame.header(), own_boot_, stat_ ? stat_->boot : std::string(), fields::monotonic_us(), fields::wall_us());
        return frame;
    }

    [[nodiscard]] std::optional<Event> event() {
        if (events_.empty()) return std::nullopt;
        std::optional<Event> out(std::move(events_.front()));
        events_.pop_front();
        return out;
    }
    [[nodiscard]] const std::optional<Stat>& stat() const noexcept { return stat_; }
    /// Why nothing comes, for people; empty while frames do. `topics`: what was asked for.
    [[nodiscard]] std::string trouble(const std::vector<std::string>& topics) const {
        if (!link_.linked()) return link_.trouble();
        const auto quiet = Link::Clock::now() - std::max(heard_, link_.since());
        const bool long_silent = quiet >= std::chrono::seconds(2), hears = heard_ >= link_.since() && !long_silent;
        // What the publisher of another link said is not of this one.
        if (hears || (!long_silent && stat_on_ != link_.links())) return {};
        if (!stat_ || stat_on_ != link_.links()) return "linked, but nothing comes, not even sluice/stat/; is it sluice that publishes there?";
        return explain_silence(topics, *stat_, long_silent);
    }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return ignored_; }
    /// What a publisher said was wrong with a request; once.
    [[nodiscard]] std::string complaint() { return std::exchange(complaint_, {}); }

private:
    static constexpr std::size_t most_topics = 256, most_events = 256;

    [[nodiscard]] static std::string_view text(const zmq::message_t& part) { return {static_cast<const char*>(part.data()), part.size()}; }

    [[nodiscard]] bool room_for(const std::string& topic) const { return losses_.size() < most_topics || losses_.count(topic) > 0; }

    /// How many parts came; 0: no message waits. Those after the third are let go.
    [[nodiscard]] std::size_t receive(std::array<zmq::message_t, 3>& parts) {
        zmq::message_t surplus;
        std::size_t count = 0;
        for (bool more = true; more; ++count) {
            zmq::message_t& part = count < parts.size() ? parts[count] : surplus;
            // All parts arrive together: that nothing is there can only be so at the start.
            if (!link_.socket().recv(part, zmq::recv_flags::dontwait)) return 0;
            more = part.more();
        }
        return count;
    }

    Link& link_;
    std::string own_boot_;
    std::map<std::string, Losses> losses_;
    std::deque<Event> events_;
    std::optional<Stat> stat_;
    unsigned stat_on_ = 0;  // which link
    Link::Clock::time_point heard_{};
    std::uint64_t lost_ = 0, ignored_ = 0;
    std::string complaint_;
};

}  // namespace sluice::client
