#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sluice/source.hpp>

#include "camera.hpp"
#include "camera_device.hpp"

namespace sluice::v4l2 {

/// What the config asks of a camera; what is absent is ours to choose.
struct ModeWish {
    std::optional<std::string> format;  ///< as a config names it
    std::optional<Size> size;
    std::optional<Rate> rate;
};

/// What to ask the driver for.
struct CaptureMode {
    std::uint32_t pixelformat = 0;
    Format format = Format::jpeg;
    Size size;
    Rate rate;  ///< frames 0: leave it to the driver
};

/// Chooses among what the camera offers; throws when it offers no such format. A size or a rate it
/// does not offer is asked for all the same: the driver takes the nearest, and that is reported.
[[nodiscard]] CaptureMode choose_mode(const CameraDevice& device, std::vector<CameraFormat> offered, const ModeWish& wish);

/// Sets the mode and gives what the driver made of it. Throws when the driver changes the format,
/// for topics would then change their kind.
[[nodiscard]] Stream set_mode(CameraDevice& device, const CaptureMode& mode);

}  // namespace sluice::v4l2
