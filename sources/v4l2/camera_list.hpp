#pragma once

#include <functional>
#include <string>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// How thoroughly to look, and where; tests look into folders of their own.
struct Survey {
    bool formats = true;  ///< ask for formats, sizes and rates
    bool holders = true;  ///< look through /proc for who has the nodes open, and whether they are busy
    std::string sys = "/sys";
    std::string dev = "/dev";
    std::string proc = "/proc";
    /// Opens a node: a file descriptor, or -1 with errno. Opening never disturbs who streams.
    std::function<int(const std::string& path)> open;
    /// ioctl: 0, or -1 with errno.
    std::function<int(int fd, unsigned long request, void* argument)> control;
};

/// Every /dev/videoN of this machine, cameras and others, sorted by number. Plain ioctls on short-lived
/// descriptors; changes no device. Never throws for what a device does. [any thread]
[[nodiscard]] std::vector<Camera> list_cameras(const Survey& survey = {});

/// One node by its path, also through a link such as /dev/v4l/by-id/...; `role` is `other` and `trouble`
/// set where there is none. Other devices are not opened. [any thread]
[[nodiscard]] Camera look_at(const std::string& node, const Survey& survey = {});

}  // namespace sluice::v4l2
