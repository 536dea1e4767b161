#pragma once

#include <linux/videodev2.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::test {

/// What a fake camera is and offers. Pictures are tiny: it is not they that are tested.
struct CameraFacts {
    std::string driver = "uvcvideo", card = "HD Pro Webcam C920", bus = "usb-0000:00:14.0-1.2";
    std::string usb_port = "1-1.2", vendor = "046d", product = "082d", serial = "0123";

    bool multiplanar = false;  ///< offers V4L2_CAP_VIDEO_CAPTURE_MPLANE alone
    std::vector<std::uint32_t> formats = {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV};
    std::uint32_t size_type = V4L2_FRMSIZE_TYPE_DISCRETE;  ///< a range is from the last of `sizes` to the first
    std::vector<v4l2_frmsize_discrete> sizes = {{128, 96}, {64, 48}};
    std::uint32_t interval_type = V4L2_FRMIVAL_TYPE_DISCRETE;  ///< a range is from the first of `intervals` to the last
    std::vector<v4l2_fract> intervals = {{1, 30}, {1, 15}};
    std::uint32_t padding = 0;       ///< bytes after each row of a raw picture
    std::uint32_t least_buffers = 2, most_buffers = 32;
    std::uint32_t stamp_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
};

}  // namespace sluice::test
