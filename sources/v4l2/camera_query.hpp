#pragma once

#include "camera.hpp"
#include "camera_list.hpp"

namespace sluice::v4l2 {

/// With the system's open and ioctl where it has none of its own.
[[nodiscard]] Survey with_system_calls(Survey survey);

/// Opens the node and fills in what its driver says: card, driver, role, formats, busy. The survey has its
/// system calls. [any thread]
void query_driver(Camera& camera, const Survey& survey);

/// The same; what does not let itself be asked has the role that sysfs suggests. [any thread]
void ask(Camera& camera, const Survey& survey);

}  // namespace sluice::v4l2
