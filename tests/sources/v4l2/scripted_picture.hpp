#pragma once

#include <linux/videodev2.h>

#include <cstdint>

#include <sluice/params.hpp>

namespace sluice::test {

/// The format a scripted driver is set to, and the bytes its frames take.
struct ScriptedPicture {
    std::uint32_t pixelformat = 0;
    Size size{640, 480};
    std::uint32_t padding = 0;  ///< bytes that each row is longer

    /// Of one memory plane of the format that is set.
    [[nodiscard]] std::uint32_t stride(std::uint32_t plane) const {
        const std::uint32_t width = size.width;
        switch (pixelformat) {
            case V4L2_PIX_FMT_MJPEG:
            case V4L2_PIX_FMT_JPEG: return 0;
            case V4L2_PIX_FMT_YUYV:
            case V4L2_PIX_FMT_UYVY: return width * 2 + padding;
            case V4L2_PIX_FMT_RGB24:
            case V4L2_PIX_FMT_BGR24: return width * 3 + padding;
            case V4L2_PIX_FMT_YUV420M: return (plane == 0 ? width : width / 2) + padding;
            default: return width + padding;
        }
    }
    [[nodiscard]] std::uint32_t bytes(std::uint32_t plane) const {
        const std::uint32_t luma = stride(0) * size.height;
        switch (pixelformat) {
            case V4L2_PIX_FMT_MJPEG:
            case V4L2_PIX_FMT_JPEG: return size.width * size.height;
            case V4L2_PIX_FMT_NV12:
            case V4L2_PIX_FMT_NV21:
            case V4L2_PIX_FMT_YUV420: return luma * 3 / 2;
            case V4L2_PIX_FMT_NV12M:
            case V4L2_PIX_FMT_NV21M:
            case V4L2_PIX_FMT_YUV420M: return stride(plane) * (plane == 0 ? size.height : size.height / 2);
            default: return luma;
        }
    }
    [[nodiscard]] std::uint32_t memories() const {
        if (pixelformat == V4L2_PIX_FMT_YUV420M) return 3;
        return pixelformat == V4L2_PIX_FMT_NV12M || pixelformat == V4L2_PIX_FMT_NV21M ? 2 : 1;
    }
};

}  // namespace sluice::test
