#include "base/service.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace sluice {

namespace {

std::string_view environment(const char* name) noexcept {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::optional<std::int64_t> whole(std::string_view text) noexcept {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// The size of the address, or 0 where the name is none: a path, or a name in the abstract namespace, where '@' stands
// for the zero byte in front.
socklen_t write_address(std::string_view name, sockaddr_un& address) noexcept {
    if (name.size() < 2 || name.size() >= sizeof address.sun_path || (name[0] != '/' && name[0] != '@')) return 0;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
}

// $WATCHDOG_PID is who is watched, where that is not whoever inherits the environment.
std::optional<std::chrono::microseconds> watchdog_of_this_process() noexcept {
    const auto period = whole(environment("WATCHDOG_USEC"));
    const std::string_view pid = environment("WATCHDOG_PID");
    if (!period || *period <= 0 || (!pid.empty() && whole(pid) != ::getpid())) return std::nullopt;
    return std::chrono::microseconds(*period);
}

}  // namespace

Service::Service() noexcept : manager_size_(write_address(environment("NOTIFY_SOCKET"), manager_)) {
    if (manager_size_ == 0) return;
    socket_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    watchdog_ = watchdog_of_this_process();
}

void Service::status(std::string_view line) noexcept {
    if (!socket_ || line == told_) return;
    try {
        std::string message = "STATUS=";
        message += line;
        std::ranges::replace(message, '\n', ' ');  // a line's end would begin another of the protocol's words
        if (send(message)) told_ = line;
    } catch (...) {  // no memory: a status line less
    }
}

bool Service::send(std::string_view message) const noexcept {
    if (!socket_) return true;
    // Addressed each time: the manager's socket may be another one after an upgrade of it.
    const auto* manager = reinterpret_cast<const sockaddr*>(&manager_);
    return ::sendto(socket_.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL, manager, manager_size_) >= 0;
}

}  // namespace sluice
