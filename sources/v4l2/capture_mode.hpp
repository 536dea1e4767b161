#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sluice/source.hpp>

#include "camera.hpp"
#include "camera_device.hpp"

namespace sluice::v4l2 {

/// What the config asks of a camera; what is absent is ours to choose.
struct ModeWish {
    std::optional<std::string> format;  ///< as a config names it
    std::optional<Size> size;
    bool size_max = false;  ///< the largest it offers; `size` is absent then
    std::optional<Rate> rate;
    bool rate_max = false;  ///< the highest it offers at its size; `rate` is absent then
};

/// What the driver really set.
struct AgreedMode {
    Stream stream;  ///< format, width, height, planes, range, matrix, fps; a mjpeg's size counts as agreed
    std::uint32_t pixelformat = 0;         ///< V4L2_PIX_FMT_*
    std::uint32_t size_image = 0;          ///< bytes a frame takes at most, by the driver; over all memory planes
    std::uint32_t memory_planes = 1;       ///< more than 1: each of stream.planes lies in a memory of its own
    std::vector<std::string> differences;  ///< from what was asked: a sentence each, for a warning
};

/// Chooses among what the camera offers, sets it and reads it back. A size or a rate it does not offer is no failure:
/// what the driver makes of it is taken, and said in `differences`. Throws DeviceError: a format it does not offer
/// (Trouble::refused, with those it does), a driver that sets another one, or answers what cannot be. [lane]
[[nodiscard]] AgreedMode agree_mode(CameraDevice& device, const ModeWish& wish);

}  // namespace sluice::v4l2
