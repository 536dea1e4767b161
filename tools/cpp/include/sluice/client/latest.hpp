#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <sluice/client/inbox.hpp>

namespace sluice::client {

/// What a Latest asks for at most.
struct Limits {
    std::uint32_t width = 0;  ///< pixels, at least 16: a wider JPEG comes at 1/2, 1/4 or 1/8; 0: as it is
    double fps = 0;           ///< frames a second; 0: as fast as they are asked for
};

/// Asks a `zmq_latest` sink for one frame at a time: on a bad network nothing can queue up between it and us. Each frame is
/// the newest that we did not have yet. Used by one thread.
class Latest {
public:
    /// `topic`: a whole one, "front/jpeg/". Throws Error for what the user wrote.
    Latest(const std::string& endpoint, const std::string& topic, Limits limits = {}, const Options& options = {})
        : endpoint_(endpoint), link_(zmq::socket_type::dealer, endpoint, options), inbox_(link_) {
        nlohmann::json request = {{"v", 1}, {"topic", topic}};
        if (limits.width > 0) request["max_w"] = limits.width;
        if (limits.fps > 0) request["max_fps"] = limits.fps;
        request_ = request.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        patience_ = std::chrono::milliseconds(limits.fps > 1 ? 1000 : 2000);
        // What is asked while nobody is there would be answered all at once later.
        link_.socket().set(zmq::sockopt::immediate, true);
        link_.connect();
    }

    /// The newest frame, waiting at most so long for one that we did not have; nothing: none came, see trouble(). Throws Error
    /// where the sink says that the request is wrong.
    [[nodiscard]] std::optional<Frame> next(std::chrono::milliseconds most = std::chrono::seconds(1)) {
        const auto entered = Link::Clock::now();
        // An answer that came while the program was away may have waited long: it is for want of a better.
        const bool away = asked_ && entered - left_ > std::chrono::milliseconds(100);
        link_.watch();
        auto frame = answer();
        if (!frame || away) {
            most = std::min<std::chrono::milliseconds>(most, std::chrono::hours(24));
            const auto until = entered + (frame ? std::min(most, patience_) : most);
            while (Link::Clock::now() < until) {
                ask();
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Link::Clock::now());
                link_.wait(std::max(std::chrono::milliseconds(0), std::min(left, std::chrono::milliseconds(100))));
                auto newer = answer();
                if (!newer) continue;
                frame = std::move(newer);
                break;
            }
        }
        left_ = Link::Clock::now();
        if (!frame) return std::nullopt;
        const std::uint64_t lost = frame->lost();
        return inbox_.finished(std::move(*frame), lost, 0);
    }

    [[nodiscard]] const std::optional<Stat>& stat() const noexcept { return inbox_.stat(); }
    [[nodiscard]] std::string trouble() const { return link_.trouble(); }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return inbox_.ignored(); }

private:
    /// Once; again where the link is another, or the answer has been out for a second: a newer request replaces an older.
    void ask() {
        const auto now = Link::Clock::now();
        const bool another = links_ != link_.links();
        if (asked_ && !another && now - asked_at_ < std::chrono::seconds(1)) return;
        if (another && !send(R"({"v":1,"topic":"sluice/stat/"})")) return;
        links_ = link_.links();
        asked_ = send(request_);
        asked_at_ = now;
    }

    [[nodiscard]] bool send(const std::string& text) {
        return link_.socket().send(zmq::buffer(text), zmq::send_flags::dontwait).has_value();
    }

    /// The newest that came.
    [[nodiscard]] std::optional<Frame> answer() {
        std::optional<Frame> out, frame;
        while (inbox_.take(frame))
            if (frame) out = std::move(frame);
        if (out) asked_ = false;
        if (const std::string complaint = inbox_.complaint(); !complaint.empty()) {
            asked_ = false;
            throw Error(endpoint_ + ": " + complaint);
        }
        return out;
    }

    std::string endpoint_, request_;
    Link link_;
    Inbox inbox_;
    bool asked_ = false;
    unsigned links_ = 0;
    Link::Clock::time_point asked_at_{}, left_{};
    std::chrono::milliseconds patience_{};
};

}  // namespace sluice::client
