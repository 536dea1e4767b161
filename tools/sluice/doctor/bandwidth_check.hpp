#pragma once

#include <vector>

#include "sources/v4l2/usb_bus.hpp"
#include "tools/sluice/doctor/configured_camera.hpp"

namespace sluice::tool {

/// Whether each USB bus carries all configured cameras at once, by what they declare: the sum of what they will
/// reserve beside what others reserve now. Buses where that cannot be said are left out, or the finding says so.
[[nodiscard]] Findings check_bandwidth(const std::vector<v4l2::UsbBus>& buses, const std::vector<ConfiguredCamera>& cameras,
                                       const std::vector<v4l2::Camera>& nodes);

}  // namespace sluice::tool
