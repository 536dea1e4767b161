#include "connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include "request_head.hpp"

namespace sluice::http_sink_parts {

namespace {

constexpr auto head_time = std::chrono::seconds(5);
constexpr auto send_time = std::chrono::seconds(10);
// A reader on a good line takes a frame in less; a stalled one must not keep a camera's buffer.
constexpr auto lend_time = std::chrono::milliseconds(200);

// The events that came, 0: none before `until`.
short wait_for(int fd, short events, Clock::time_point until) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd one{fd, events, 0};
        const int count = ::poll(&one, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
        if (count > 0) return one.revents;
        if (count == 0) return 0;
        if (errno != EINTR) return POLLERR;
    }
}

// What is left of several blocks on their way out.
class Outgoing {
public:
    Outgoing(std::string_view before, std::span<const std::byte> middle, std::string_view after)
        : parts_{part(before.data(), before.size()), part(middle.data(), middle.size()), part(after.data(), after.size())} {}

    [[nodiscard]] bool empty() const { return std::ranges::all_of(parts_, [](const iovec& p) { return p.iov_len == 0; }); }
    [[nodiscard]] msghdr message() {
        msghdr message{};
        message.msg_iov = parts_.data();
        message.msg_iovlen = parts_.size();
        return message;
    }
    void advance(std::size_t count) {
        for (iovec& p : parts_) {
            const std::size_t step = std::min(count, p.iov_len);
            p.iov_base = static_cast<char*>(p.iov_base) + step;
            p.iov_len -= step;
            count -= step;
        }
    }
    // Points at a copy of what is left of the middle.
    void copy_middle(std::string& copy) {
        copy.assign(static_cast<const char*>(parts_[1].iov_base), parts_[1].iov_len);
        parts_[1] = part(copy.data(), copy.size());
    }

private:
    static iovec part(const void* data, std::size_t size) { return {const_cast<void*>(data), size}; }
    std::array<iovec, 3> parts_;
};

}  // namespace

bool Connection::take_more() {
    std::array<char, 4096> bytes;
    const std::size_t room = std::min(bytes.size(), RequestHead::most_bytes + 1 - buffer_.size());
    const ssize_t count = ::recv(fd_, bytes.data(), room, 0);
    if (count > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

Connection::Came Connection::read_head(std::string& head, Clock::duration idle) {
    Clock::time_point until = Clock::now() + (buffer_.empty() ? idle : head_time);
    for (;;) {
        if (const std::size_t end = end_of_head(buffer_); end > 0) {
            head = buffer_.substr(0, end);
            buffer_.erase(0, end);
            return Came::whole;
        }
        if (buffer_.size() > RequestHead::most_bytes) return Came::too_long;
        const bool begun = !buffer_.empty();
        if (wait_for(fd_, POLLIN, until) == 0) return begun ? Came::too_slow : Came::gone;
        if (!take_more()) return Came::gone;
        if (!begun && !buffer_.empty()) until = Clock::now() + head_time;
    }
}

bool Connection::send(std::string_view bytes) { return send_frame(bytes, nullptr, {}); }

bool Connection::send_frame(std::string_view before, FramePtr frame, std::string_view after) {
    if (ended_) return false;
    std::string copy;
    Outgoing rest(before, frame ? frame->bytes().view() : std::span<const std::byte>{}, after);
    const auto give_up = Clock::now() + send_time;
    while (!rest.empty()) {
        const msghdr message = rest.message();
        const ssize_t count = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
        if (count >= 0) {
            rest.advance(static_cast<std::size_t>(count));
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN) break;
        const short events = wait_for(fd_, POLLOUT, std::min(give_up, frame ? Clock::now() + lend_time : give_up));
        if ((events & (POLLERR | POLLHUP)) != 0 || Clock::now() >= give_up) break;
        if (events == 0 && frame) {
            rest.copy_middle(copy);
            frame.reset();
        }
    }
    ended_ = !rest.empty();
    return !ended_;
}

void Connection::finish() {
    // A close with bytes unread is a reset, which takes away what the peer has not read yet.
    const auto until = Clock::now() + std::chrono::milliseconds(300);
    std::array<char, 4096> unread;
    if (ended_ || ::shutdown(fd_, SHUT_WR) != 0) return;
    while (Clock::now() < until && wait_for(fd_, POLLIN, until) != 0)
        if (::recv(fd_, unread.data(), unread.size(), 0) <= 0) return;
}

bool Connection::gone() const { return ended_ || (wait_for(fd_, POLLRDHUP, Clock::time_point{}) & (POLLRDHUP | POLLHUP | POLLERR)) != 0; }

bool Connection::drained() const {
    const short events = wait_for(fd_, POLLOUT | POLLRDHUP, Clock::now() + send_time);
    return events == POLLOUT;
}

}  // namespace sluice::http_sink_parts
