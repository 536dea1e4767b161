#pragma once

#include <optional>
#include <string>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// What a config asks a camera for.
struct CameraMode {
    std::string format;  ///< as a config names it: "mjpeg", "yuyv"
    Size size;
    Rate rate;  ///< frames 0: the camera tells no rates
};

/// What a source takes where the config names nothing: mjpeg where it is offered, else the first format
/// sluice carries; the size nearest 1280x720; the highest rate up to 30. Nothing where the camera
/// offers nothing sluice carries.
[[nodiscard]] std::optional<CameraMode> preferred_mode(const Camera& camera);

/// The three choices one by one. nullptr: none of them is carried; of two that are one format (MJPG and JPEG, NV12 and
/// NM12) the one whose frames need no gathering, then the driver's first.
[[nodiscard]] const CameraFormat* preferred_format(const std::vector<CameraFormat>& formats);
/// Of sizes, of which there is at least one.
[[nodiscard]] Size preferred_size(const std::vector<CameraSize>& sizes);
/// Frames 0: that size tells no rates.
[[nodiscard]] Rate preferred_rate(const CameraSize& size);

/// The size nearest to that one; of a range, what its steps reach.
[[nodiscard]] Size nearest_in(const CameraSize& size, Size to);

/// "mjpeg" for what cameras compress themselves, else sluice's name; the fourcc where it has none.
[[nodiscard]] std::string config_name(const CameraFormat& format);

}  // namespace sluice::v4l2
