#include "zmtp_connection.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "zmtp_command.hpp"
#include "zmtp_words.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// With frames to send there is no time for more of what a flood says; what is left is read at the next turn.
constexpr int most_reads_a_turn = 2;

iovec piece(const void* data, std::size_t size) noexcept { return {const_cast<void*>(data), size}; }

// What of the two goes at once, without their first `sent` bytes; -1: the connection has ended.
ssize_t send_some(int fd, std::string_view head, const Bytes& payload, std::size_t sent) noexcept {
    const std::size_t of_head = std::min(sent, head.size());
    const std::size_t of_payload = sent - of_head;
    std::array pieces{piece(head.data() + of_head, head.size() - of_head), piece(payload.data() + of_payload, payload.size() - of_payload)};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    ssize_t result = 0;
    do result = ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (result < 0 && errno == EINTR);
    if (result >= 0) return result;
    return errno == EAGAIN ? 0 : -1;
}

bool is_subscriber(std::string_view socket_type) noexcept { return socket_type == "SUB" || socket_type == "XSUB"; }

}  // namespace

ZmtpConnection::ZmtpConnection(UniqueFd fd, std::size_t most_waiting, Clock::time_point since)
    : fd_(std::move(fd)), most_waiting_(most_waiting), since_(since) {}

bool ZmtpConnection::begin() { return say(zmtp_greeting()); }

bool ZmtpConnection::read(const Take& take) {
    for (int i = 0; i < most_reads_a_turn; ++i) {
        const auto room = reader_.room();
        const ssize_t got = ::recv(fd_.get(), room.data(), room.size(), MSG_DONTWAIT);
        if (got == 0) return false;
        if (got < 0) return errno == EAGAIN || errno == EINTR;
        reader_.filled(static_cast<std::size_t>(got));
        while (const auto frame = reader_.next())
            if (!handle(*frame, take)) return false;
        if (reader_.fault() != ZmtpReader::Fault::none) return false;
        if (state_ == State::greeting && reader_.greeted()) {
            state_ = State::handshake;
            if (!say(zmtp_ready())) return false;
        }
        if (static_cast<std::size_t>(got) < room.size()) return true;  // spares a look that finds nothing
    }
    return true;
}

bool ZmtpConnection::handle(const ZmtpReader::ZmtpFrame& frame, const Take& take) {
    if (frame.command) return handle_command(frame.body, take);
    if (state_ != State::open) return false;
    const bool first = !std::exchange(in_message_, frame.more);
    return take(first ? frame.body : std::span<const std::byte>());
}

bool ZmtpConnection::handle_command(std::span<const std::byte> body, const Take& take) {
    const auto command = parse_command(body);
    if (!command) return false;
    if (state_ != State::open) {
        const auto type = command->name == zmtp::ready ? socket_type_of(command->data) : std::nullopt;
        if (!type || !is_subscriber(*type)) return false;
        // Greeting and READY may have come as one.
        if (std::exchange(state_, State::open) == State::greeting) return say(zmtp_ready());
        return true;
    }
    const std::string_view text(reinterpret_cast<const char*>(command->data.data()), command->data.size());
    const auto as_message = [&](char first) { return take(std::as_bytes(std::span(std::string(1, first).append(text)))); };
    if (command->name == zmtp::subscribe) return as_message('\1');
    if (command->name == zmtp::cancel) return as_message('\0');
    if (command->name == zmtp::error) return false;
    // What waits is as good a sign of life. Its first two bytes are how long the peer will wait.
    if (command->name == zmtp::ping && !waiting() && command->data.size() >= 2 && !say(zmtp_pong(command->data.subspan(2)))) return false;
    return take({});
}

bool ZmtpConnection::say(const std::string& text) {
    std::size_t sent = 0;
    if (queue_.empty()) {
        const ssize_t result = send_some(fd_.get(), text, {}, 0);
        if (result < 0) return false;
        sent = static_cast<std::size_t>(result);
        if (sent == text.size()) return true;
        sent_ = sent;
    }
    queue_.push_back(std::make_shared<const ZmtpOutgoing::Kept>(ZmtpOutgoing::Kept{{}, text, {}}));
    return true;
}

bool ZmtpConnection::full(std::string_view topic) const {
    const auto waits = std::ranges::count_if(queue_, [&](const auto& one) { return one->topic == topic; });
    return static_cast<std::size_t>(waits) >= most_waiting_;
}

// Who is behind gets the newest: what goes is the oldest of the topic that has not been begun.
bool ZmtpConnection::make_room(std::string_view topic) {
    const auto begin = queue_.begin() + (sent_ > 0 ? 1 : 0);
    const auto oldest = std::find_if(begin, queue_.end(), [&](const auto& one) { return one->topic == topic; });
    if (oldest == queue_.end()) return false;
    queue_.erase(oldest);
    return true;
}

ZmtpConnection::Sent ZmtpConnection::send(ZmtpOutgoing& message) {
    Sent result = Sent::all;
    if (queue_.empty()) {
        const ssize_t sent = send_some(fd_.get(), message.head(), message.payload(), 0);
        if (sent < 0) return Sent::ended;
        if (static_cast<std::size_t>(sent) == message.head().size() + message.payload().size()) return Sent::all;
        sent_ = static_cast<std::size_t>(sent);
    } else if (full(message.topic())) {
        result = Sent::missed;
        if (!make_room(message.topic())) return result;
    }
    queue_.push_back(message.keep());
    return result;
}

bool ZmtpConnection::flush() {
    while (!queue_.empty()) {
        const ZmtpOutgoing::Kept& first = *queue_.front();
        const ssize_t sent = send_some(fd_.get(), first.head, first.payload, sent_);
        if (sent < 0) return false;
        sent_ += static_cast<std::size_t>(sent);
        if (sent_ < first.head.size() + first.payload.size()) return true;
        sent_ = 0;
        queue_.pop_front();
    }
    return true;
}

}  // namespace sluice::zmq_sink_parts
