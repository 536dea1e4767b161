#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>

#include <sluice/clock.hpp>
#include <sluice/unique_fd.hpp>

#include "zmtp_outgoing.hpp"
#include "zmtp_reader.hpp"

namespace sluice::zmq_sink_parts {

/// One subscriber: the handshake, what it says, and what waits for it. Never blocks. [one thread at a time]
class ZmtpConnection {
public:
    /// `most_waiting`: messages of one topic.
    ZmtpConnection(UniqueFd fd, std::size_t most_waiting, Clock::time_point since);

    /// Greets. False: it has ended, as with all that follow.
    [[nodiscard]] bool begin();

    /// Called with each message of the peer; false: it may go no further.
    using Take = std::function<bool(std::span<const std::byte>)>;
    /// Reads what has come, a little of it where there is much.
    [[nodiscard]] bool read(const Take& take);

    enum class Sent : std::uint8_t {
        all,     ///< this one, or what waits of it
        missed,  ///< it, or an older message of its topic, is dropped: too many wait
        ended
    };
    /// As much as goes at once; the rest waits for flush().
    [[nodiscard]] Sent send(ZmtpOutgoing& message);
    /// Goes on with what waits.
    [[nodiscard]] bool flush();

    /// Something waits until the peer takes more.
    [[nodiscard]] bool waiting() const noexcept { return !queue_.empty(); }
    /// A message of this topic would cost another.
    [[nodiscard]] bool full(std::string_view topic) const;
    /// The handshake is over.
    [[nodiscard]] bool open() const noexcept { return state_ == State::open; }
    [[nodiscard]] Clock::time_point since() const noexcept { return since_; }
    [[nodiscard]] int fd() const noexcept { return fd_.get(); }
    /// Why it ended, where it was the peer's language; none: it went.
    [[nodiscard]] ZmtpReader::Fault fault() const noexcept { return reader_.fault(); }

    /// Whether its descriptor is watched for room.
    bool watched_for_room = false;

private:
    enum class State : std::uint8_t { greeting, handshake, open };

    [[nodiscard]] bool handle(const ZmtpReader::ZmtpFrame& frame, const Take& take);
    [[nodiscard]] bool handle_command(std::span<const std::byte> body, const Take& take);
    [[nodiscard]] bool say(const std::string& text);
    bool make_room(std::string_view topic);

    UniqueFd fd_;
    std::size_t most_waiting_;
    Clock::time_point since_;
    State state_ = State::greeting;
    bool in_message_ = false;  // the next frame is a further part
    ZmtpReader reader_;
    std::deque<std::shared_ptr<const ZmtpOutgoing::Kept>> queue_;
    std::size_t sent_ = 0;  // bytes of the first in the queue
};

}  // namespace sluice::zmq_sink_parts
