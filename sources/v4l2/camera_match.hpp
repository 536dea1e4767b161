#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// Which camera a config asks for: its `device:`, or any of the others (its `match:`), or nothing at all:
/// the only camera here. An empty text asks nothing.
struct CameraWish {
    std::string device{};    ///< "/dev/video0", or a link: "/dev/v4l/by-path/..."
    std::string serial{};    ///< equal to the camera's
    std::string usb_port{};  ///< "1-1.2"
    std::string model{};     ///< a part of the card's name, upper and lower case alike; or "046d:082d"
    std::string path{};      ///< a glob (fnmatch) against the node and its links in /dev/v4l
};

// All of these: [any thread]

/// Asks nothing: any camera will do.
[[nodiscard]] bool empty(const CameraWish& wish);
/// "the camera with serial 0123 at usb port 1-1.2", for a message.
[[nodiscard]] std::string describe(const CameraWish& wish);
/// "with serial 0123 at usb port 1-1.2"; empty where the wish has no condition of `match:`.
[[nodiscard]] std::string conditions_text(const CameraWish& wish);
/// What to write into a config: `match: { serial: "0123" }`, or `device: /dev/video0`.
[[nodiscard]] std::string config_text(const CameraWish& wish);

/// Whether all conditions of `match:` hold, as far as the camera's texts are filled in.
[[nodiscard]] bool fits(const Camera& camera, const CameraWish& wish);
/// The same without the serial and a model by name: what is known before a device is asked.
[[nodiscard]] bool fits_place(const Camera& camera, const CameraWish& wish);
[[nodiscard]] bool fits_model(const Camera& camera, const CameraWish& wish);

/// The shortest wish that means this one of the cameras among `nodes`, and will after the next boot: by
/// serial, else by port, else by name or link. By its node where nothing tells it apart.
[[nodiscard]] CameraWish wish_for(const Camera& camera, const std::vector<Camera>& nodes);

/// Other cameras among `nodes` that have the same serial: that of cheap webcams is often made up.
[[nodiscard]] std::vector<std::string> nodes_sharing_serial(const Camera& camera, const std::vector<Camera>& nodes);

/// Nodes of one function of one USB device: the first is its pictures, others may be the same in another
/// format.
[[nodiscard]] bool same_function(const Camera& a, const Camera& b);

/// "Lab UVC Camera (046d:082d)"
[[nodiscard]] std::string model_text(const Camera& camera);
/// A device's text for a message: what a terminal would obey, and what is no UTF-8, becomes '?'; long ones
/// are cut.
[[nodiscard]] std::string shown(std::string_view text, std::size_t most = 80);

}  // namespace sluice::v4l2
