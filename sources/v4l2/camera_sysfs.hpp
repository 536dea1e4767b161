#pragma once

#include <string>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// The /dev/videoN the kernel has, by sysfs, sorted by number: node path, card, USB identity, links. No
/// device is opened. [any thread]
[[nodiscard]] std::vector<Camera> nodes_in_sysfs(const std::string& sys, const std::string& dev);

/// What the kernel calls the first of a device's nodes is its picture: used where the device cannot be
/// asked. [any thread]
[[nodiscard]] bool is_first_node(const Camera& camera, const std::string& sys);

}  // namespace sluice::v4l2
