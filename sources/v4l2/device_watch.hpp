#pragma once

#include <array>
#include <cstddef>
#include <string>

namespace sluice::v4l2 {

/// Tells at once when a video node, or a link to one in /dev/v4l, came, went or changed its rights: udev
/// makes links and sets rights a moment after the node appears. Where no watch can be had, fd() is -1, and
/// who waits has to look from time to time. [one thread at a time]
class DeviceWatch {
public:
    /// `dev`: tests watch a folder of their own. Throws nothing.
    explicit DeviceWatch(const std::string& dev = "/dev") noexcept;
    ~DeviceWatch();
    DeviceWatch(const DeviceWatch&) = delete;
    DeviceWatch& operator=(const DeviceWatch&) = delete;

    /// For poll(POLLIN): readable after a change in `dev`, until clear(). -1: none.
    [[nodiscard]] int fd() const noexcept { return fd_; }

    /// Takes in what happened. Returns whether it concerned a video node or a link: what was changed before
    /// is seen by who looks then. Takes so much at a time; more leaves fd() readable. Never waits.
    bool clear() noexcept;

private:
    static constexpr std::size_t own = 0;  // of `dev` itself in both arrays; then the folders of links

    void watch_all() noexcept;
    [[nodiscard]] bool concerns(int watch, const char* name) const noexcept;

    std::array<std::string, 4> folders_;
    std::array<int, 4> watches_{-1, -1, -1, -1};
    int fd_ = -1;
};

}  // namespace sluice::v4l2
