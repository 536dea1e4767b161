#pragma once

#include <string>
#include <vector>

#include "camera_list.hpp"
#include "camera_mode.hpp"
#include "usb_bus.hpp"

namespace sluice::v4l2 {

/// Why a camera was refused its bandwidth, for people. `what` and `next` are one Error; `tree` is for lines after it.
struct UsbReport {
    std::string what;
    std::string next;
    std::vector<std::string> tree;  ///< every bus with cameras, and what each reserves; empty: nothing is known
};

/// Of the camera at `node`, whose driver said ENOSPC to `asked`. Reads sysfs and /proc, opens no device. What is not
/// known for sure is left out; modes are proposed by what the camera declares, and only where that agrees with its
/// refusal. [any thread; takes milliseconds]
[[nodiscard]] UsbReport usb_bandwidth_report(const std::string& node, const CameraMode& asked, const Survey& survey = {});

/// Modes of a camera that reserve at most `share` of a bus like its own: the asked size slower, then the asked rate
/// smaller, at most four; in the asked format, then in others.
[[nodiscard]] std::vector<CameraMode> fitting_modes(const UsbDevice& camera, const CameraMode& asked, double share);

/// Buses with room for `need` and a port known to be reachable and empty: where the camera could go.
[[nodiscard]] std::vector<const UsbBus*> roomy_buses(const std::vector<UsbBus>& buses, const UsbDevice& camera, const UsbPeriodic& need);

}  // namespace sluice::v4l2
