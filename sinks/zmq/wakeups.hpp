#pragma once

namespace sluice::zmq_sink_parts {

/// Several descriptors as one, which is readable when one of them is.
class Wakeups {
public:
    /// Throws Error where the system has no more descriptors.
    Wakeups();
    ~Wakeups();
    Wakeups(const Wakeups&) = delete;
    Wakeups& operator=(const Wakeups&) = delete;

    [[nodiscard]] int fd() const noexcept { return epoll_; }
    /// -1 is nobody's. Beside a poll on fd(), but not beside itself.
    void watch(int fd) noexcept;
    void leave(int fd) noexcept;
    /// Whether one that is watched counts as readable when it takes more bytes, too.
    void watch_for_room(int fd, bool watched) noexcept;

private:
    int epoll_;
};

}  // namespace sluice::zmq_sink_parts
