#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sluice/client/inbox.hpp>
#include <sluice/client/newest.hpp>

namespace sluice::client {

/// Frames of one publisher. Connects and reconnects by itself, whichever of the two starts first. Used by one thread.
class Subscriber {
public:
    /// `topics`: "front/jpeg/", "front/notes/", "front/event/"; "front/" is all of front. Throws Error for what the user wrote.
    Subscriber(const std::string& endpoint, const std::vector<std::string>& topics, const Options& options = {})
        : every_frame_(options.every_frame), topics_(topics), link_(zmq::socket_type::sub, endpoint, options), inbox_(link_),
          newest_(endpoint.compare(0, 6, "ipc://") == 0 ? late_on_ipc : late_on_tcp), entered_(fields::monotonic_us()) {
        if (topics.empty()) throw Error(endpoint + ": no topic", "name one, such as front/jpeg/");
        const int pause = every_frame_ ? 1000 : 100;
        queue_ = options.queue > 0 ? options.queue : pause * static_cast<int>(std::min<std::size_t>(topics.size(), 10));
        link_.socket().set(zmq::sockopt::rcvhwm, queue_);
        for (const std::string& topic : topics) link_.socket().set(zmq::sockopt::subscribe, topic);
        // No demand for frames; it says whose clock their times are.
        link_.socket().set(zmq::sockopt::subscribe, "sluice/stat/");
        link_.connect();
    }

    /// The next frame, waiting at most so long; nothing: none came, see trouble() and stat().
    [[nodiscard]] std::optional<Frame> next(std::chrono::milliseconds most = std::chrono::seconds(1)) {
        entered_ = fields::monotonic_us();
        const std::int64_t deadline = entered_ + std::chrono::microseconds(std::min(most, longest_wait)).count();
        link_.watch();
        for (;;) {
            if (auto frame = every_frame_ ? oldest() : newest()) return frame;
            const std::int64_t now = fields::monotonic_us();
            if (now >= deadline) return std::nullopt;
            const std::int64_t until = every_frame_ ? deadline : std::min(deadline, newest_.wake());
            link_.wait(std::chrono::milliseconds(std::max<std::int64_t>(0, (until - now + 999) / 1000)));
        }
    }

    /// A change of a source's state that came while waiting for frames; for who subscribed to NAME/event/.
    [[nodiscard]] std::optional<Event> event() { return inbox_.event(); }
    /// What the publisher last said of itself, about each second.
    [[nodiscard]] const std::optional<Stat>& stat() const noexcept { return inbox_.stat(); }
    /// Why nothing comes, for people: no link, no such topic, a camera that is away. Empty while frames come; without one of a
    /// topic that is there, for two seconds.
    [[nodiscard]] std::string trouble() const { return inbox_.trouble(topics_); }

    /// Frames lost on the way here.
    [[nodiscard]] std::uint64_t lost() const noexcept { return inbox_.lost(); }
    /// Frames that came and were passed over for newer ones.
    [[nodiscard]] std::uint64_t skipped() const noexcept { return newest_.skipped(); }
    /// Messages that are none of sluice's, or of a kind or version that this client does not know.
    [[nodiscard]] std::uint64_t ignored() const noexcept { return inbox_.ignored(); }

private:
    static constexpr std::int64_t late_on_ipc = 40 * 1000, late_on_tcp = 100 * 1000;
    static constexpr std::chrono::milliseconds longest_wait = std::chrono::hours(24);

    [[nodiscard]] std::optional<Frame> oldest() {
        std::optional<Frame> frame;
        while (inbox_.take(frame))
            if (frame) {
                const std::uint64_t lost = frame->lost();
                return inbox_.finished(std::move(*frame), lost, 0);
            }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Frame> newest() {
        std::optional<Frame> frame;
        // More than can have waited is what comes just now: it must not keep us from handing out.
        for (int taken = 0; taken < 2 * queue_ && inbox_.take(frame); ++taken)
            if (frame) newest_.put(std::move(*frame), fields::monotonic_us(), fields::wall_us());
        auto pick = newest_.pick(fields::monotonic_us(), entered_);
        if (!pick) return std::nullopt;
        return inbox_.finished(std::move(pick->frame), pick->lost, pick->skipped);
    }

    bool every_frame_;
    std::vector<std::string> topics_;
    Link link_;
    Inbox inbox_;
    Newest newest_;
    int queue_ = 0;
    std::int64_t entered_;
};

}  // namespace sluice::client
