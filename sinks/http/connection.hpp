#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sluice/frame.hpp>

namespace sluice::http_sink_parts {

/// One connection's socket, which does not block: every wait here has an end, and ends at once when the socket is shut
/// down from elsewhere. Used by the one thread that serves it.
class Connection {
public:
    enum class Came { whole, gone, too_long, too_slow };

    explicit Connection(int fd) noexcept : fd_(fd) {}

    /// Waits for the next request's head: `idle` for its first byte, five seconds from there for its last.
    [[nodiscard]] Came read_head(std::string& head, Clock::duration idle);
    /// All of it; false: it cannot be delivered, or not within ten seconds.
    [[nodiscard]] bool send(std::string_view bytes);
    /// `before`, the frame's bytes and `after`, as send() does. Whoever does not read gets a copy: the frame goes home.
    [[nodiscard]] bool send_frame(std::string_view before, FramePtr frame, std::string_view after);
    /// Nothing can be delivered any more.
    [[nodiscard]] bool gone() const;
    /// What was sent has mostly left this machine, so that what is sent now is not old when it leaves; or that never
    /// happened in ten seconds.
    [[nodiscard]] bool drained() const;
    /// The last word: what was sent arrives, though the peer may still be talking.
    void finish();
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    [[nodiscard]] bool take_more();

    int fd_;
    std::string buffer_;  // of the requests to come, never more than a head
    bool ended_ = false;
};

}  // namespace sluice::http_sink_parts
