#pragma once

#include <string>
#include <vector>

#include "camera.hpp"
#include "camera_mode.hpp"
#include "usb_bus.hpp"

namespace sluice::v4l2 {

/// A bus with the hubs that lead to cameras, the cameras, and what each of them reserves; a line each, hubs indented
/// below what they are plugged into. `cameras` lends names, nodes and holders. [any thread]
[[nodiscard]] std::vector<std::string> usb_tree(const UsbBus& bus, const std::vector<Camera>& cameras);

/// "USB bus 1 (0000:00:14.0, xhci-hcd)"
[[nodiscard]] std::string bus_text(const UsbBus& bus);
/// "62 %"; never 0 of something, nor 100 of less than all.
[[nodiscard]] std::string share_text(double share);
/// "24.6 MB/s"
[[nodiscard]] std::string speed_text(double bytes_per_second);
/// "mjpeg 1280x720 at 30 fps"
[[nodiscard]] std::string mode_text(const CameraMode& mode);
/// Without what a terminal would obey.
[[nodiscard]] std::string plain_text(const std::string& text);

/// The first node of the camera at a USB port, its picture; nullptr: not among these.
[[nodiscard]] const Camera* camera_at(const std::vector<Camera>& cameras, const std::string& usb_port);

}  // namespace sluice::v4l2
