#include "connections.hpp"

#include <sys/socket.h>

#include <algorithm>

namespace sluice::http_sink_parts {

bool Connections::add(int fd) {
    const std::lock_guard lock(mutex_);
    if (stopped_) return false;
    if (taken() >= most_ && !end_an_idle_one()) {
        ++refused_;
        return false;
    }
    all_.try_emplace(fd);
    return true;
}

bool Connections::end_an_idle_one() {
    constexpr auto reading = std::chrono::milliseconds(100);  // whose request is on its way is not idle
    auto oldest = all_.end();
    for (auto one = all_.begin(); one != all_.end(); ++one)
        if (one->second.idle && !one->second.ending && (oldest == all_.end() || one->second.since < oldest->second.since)) oldest = one;
    if (oldest == all_.end() || Clock::now() - oldest->second.since < reading) return false;
    oldest->second.ending = true;
    ::shutdown(oldest->first, SHUT_RDWR);
    return true;
}

std::size_t Connections::taken() const {
    return static_cast<std::size_t>(std::ranges::count_if(all_, [](const auto& one) { return !one.second.ending; }));
}

void Connections::idle(int fd, bool idle) {
    const std::lock_guard lock(mutex_);
    const auto one = all_.find(fd);
    if (one == all_.end()) return;
    one->second.idle = idle;
    one->second.since = Clock::now();
}

void Connections::remove(int fd) {
    const std::lock_guard lock(mutex_);
    all_.erase(fd);
}

void Connections::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const auto& [fd, one] : all_) ::shutdown(fd, SHUT_RDWR);
}

bool Connections::stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
}

Connections::Facts Connections::facts() const {
    const std::lock_guard lock(mutex_);
    return {taken(), refused_};
}

}  // namespace sluice::http_sink_parts
