#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/unique_fd.hpp>

namespace sluice {

/// Tells the service manager that started the program how it is, as sd_notify(3) describes. Our own few lines, for
/// libsystemd brings three compressors and libgcrypt into a process of 10 MB. Where no manager asked
/// ($NOTIFY_SOCKET) all of it does nothing. Never throws, never waits: what the manager has no room for is lost.
/// All calls [start].
class Service {
public:
    Service() noexcept;

    /// It serves: the manager starts what waits for it. False: not delivered; say it again later.
    [[nodiscard]] bool ready() const noexcept { return send("READY=1"); }
    /// One line for `systemctl status`; sent when it is another than before.
    void status(std::string_view line) noexcept;
    /// It was told to end, and does.
    void stopping() const noexcept { (void)send("STOPPING=1"); }
    /// It is well; to be said at least once in each watchdog().
    void alive() const noexcept { (void)send("WATCHDOG=1"); }

    /// Within this time the manager wants a sign of life from this process; nothing: it wants none.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog() const noexcept { return watchdog_; }

private:
    /// True where nobody asked.
    [[nodiscard]] bool send(std::string_view message) const noexcept;

    UniqueFd socket_;  // none: nobody asked
    sockaddr_un manager_{};
    socklen_t manager_size_ = 0;
    std::optional<std::chrono::microseconds> watchdog_;
    std::string told_;
};

}  // namespace sluice
