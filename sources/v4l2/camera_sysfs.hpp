#pragma once

#include <string>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// The /dev/videoN the kernel has, by sysfs, sorted by number: node, name, USB identity, links. No device is
/// opened. Throws nothing but bad_alloc, whatever the files hold. [any thread]
[[nodiscard]] std::vector<Camera> nodes_in_sysfs(const std::string& sys, const std::string& dev);

/// The same without serials. A serial may take as long to read as its device takes to answer or to go; all
/// else is told by the kernel alone. [any thread]
[[nodiscard]] std::vector<Camera> nodes_without_serials(const std::string& sys, const std::string& dev);
void read_serial(Camera& camera);

/// Changes when something else is plugged in at the same port; empty where there is no USB. Never waits for
/// the device. [any thread]
[[nodiscard]] std::string plugging_of(const Camera& camera);

/// Role and is_camera as far as sysfs tells, of a node that cannot or should not be opened: a device's first
/// node gives its pictures. [any thread]
void guess_role(Camera& camera);

/// By its name it is a codec or an image processor. [any thread]
[[nodiscard]] bool plainly_no_camera(const std::string& name);

}  // namespace sluice::v4l2
