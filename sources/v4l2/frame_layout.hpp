#pragma once

#include <array>
#include <cstdint>

#include <linux/videodev2.h>

#include <sluice/source.hpp>

#include "camera_device.hpp"

namespace sluice::v4l2 {

/// A driver's v4l2_format, alike for single- and multi-planar devices.
struct DriverFormat {
    std::uint32_t width = 0, height = 0;  ///< pixels
    std::uint32_t pixelformat = 0;
    std::uint32_t colorspace = 0, ycbcr_enc = 0, quantization = 0;
    std::uint32_t memory_planes = 1;  ///< as the driver says; may be any number
    struct Memory {
        std::uint32_t stride = 0, size = 0;  ///< bytes from row to row; bytes of a frame at most
    };
    std::array<Memory, 3> memory{};
};
[[nodiscard]] DriverFormat driver_format(const v4l2_format& format);

/// Where the planes of a picture lie when the driver's memory planes are put one after another, each cut to
/// stride x rows: by V4L2's definition of the formats (kernel docs, "Image Formats"), as far as the driver's numbers
/// can be true. Sets format, width, height, planes, range and matrix; throws DeviceError (Trouble::failed) for what
/// cannot be.
[[nodiscard]] Stream stream_of(const CameraDevice& device, Format format, const DriverFormat& given);

}  // namespace sluice::v4l2
