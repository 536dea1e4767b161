#pragma once

#include <vector>

#include "sources/v4l2/camera.hpp"
#include "sources/v4l2/usb_bus.hpp"
#include "tools/sluice/doctor/finding.hpp"
#include "tools/sluice/doctor/machine.hpp"

namespace sluice::tool {

/// Each camera: may it be opened, does it offer what sluice carries, who holds it. And where there is none.
[[nodiscard]] Findings check_cameras(const Machine& machine, const std::vector<v4l2::Camera>& nodes);

/// Why a camera cannot be opened, with what helps this user; of a camera with `trouble`.
[[nodiscard]] Finding cannot_open(const Machine& machine, const std::string& where, const v4l2::Camera& camera);

/// Each USB bus with cameras: what they reserve now.
[[nodiscard]] Findings check_buses(const std::vector<v4l2::UsbBus>& buses, const std::vector<v4l2::Camera>& nodes);

/// Splits "what; what next".
void tell(Finding& finding, const std::string& sentence);

}  // namespace sluice::tool
