#include "wakeups.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include <sluice/error.hpp>

namespace sluice::zmq_sink_parts {

Wakeups::Wakeups() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw Error(std::string("cannot wait for subscribers: ") + std::strerror(errno));
}

Wakeups::~Wakeups() { ::close(epoll_); }

void Wakeups::watch(int fd) noexcept {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (fd >= 0) ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void Wakeups::leave(int fd) noexcept {
    if (fd >= 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void Wakeups::watch_for_room(int fd, bool watched) noexcept {
    epoll_event event{};
    event.events = EPOLLIN;
    if (watched) event.events |= EPOLLOUT;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
}

}  // namespace sluice::zmq_sink_parts
