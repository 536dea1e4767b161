#pragma once

#include <optional>
#include <string>

#include "camera.hpp"

namespace sluice::v4l2 {

/// What a config asks a camera for.
struct CameraMode {
    std::string format;  ///< as a config names it: "mjpeg", "yuyv"
    Size size;
    Rate rate;           ///< frames 0: the camera tells no rates
};

/// What a source takes where the config names nothing: mjpeg where it is offered, else the first format
/// sluice carries; the size nearest 1280x720; the highest rate up to 30. Nothing where the camera
/// offers nothing sluice carries.
[[nodiscard]] std::optional<CameraMode> preferred_mode(const Camera& camera);

/// "mjpeg" for what cameras compress themselves, else sluice's name; the fourcc where it has none.
[[nodiscard]] std::string config_name(const CameraFormat& format);

}  // namespace sluice::v4l2
