#include "sources/v4l2/camera_mode.hpp"

#include <linux/videodev2.h>

#include <gtest/gtest.h>

#include "sources/v4l2/camera_formats.hpp"

namespace sluice::v4l2 {
namespace {

CameraFormat offered_format(std::uint32_t pixelformat,
                            std::vector<CameraSize> sizes = {{{640, 480}, {}, {1, 1}, {{30, 1}}, false}}) {
    CameraFormat out;
    out.pixelformat = pixelformat;
    out.fourcc = fourcc_text(pixelformat);
    out.format = format_of(pixelformat);
    out.sizes = std::move(sizes);
    return out;
}

std::uint32_t preferred_of(std::vector<std::uint32_t> pixelformats) {
    std::vector<CameraFormat> formats;
    for (const std::uint32_t code : pixelformats) formats.push_back(offered_format(code));
    const CameraFormat* format = preferred_format(formats);
    return format ? format->pixelformat : 0;
}

TEST(CameraMode, PrefersMjpegThenTheDriversFirst) {
    EXPECT_EQ(preferred_of({V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG}), V4L2_PIX_FMT_MJPEG);
    EXPECT_EQ(preferred_of({V4L2_PIX_FMT_JPEG, V4L2_PIX_FMT_MJPEG}), V4L2_PIX_FMT_JPEG);
    EXPECT_EQ(preferred_of({V4L2_PIX_FMT_H264, V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_YUYV}), V4L2_PIX_FMT_NV12);
    EXPECT_EQ(preferred_of({V4L2_PIX_FMT_H264}), 0u);
}

TEST(CameraMode, PrefersOneMemoryAmongNamesOfOneFormat) {
    EXPECT_EQ(preferred_of({V4L2_PIX_FMT_NV12M, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_NV12}), V4L2_PIX_FMT_NV12);
    EXPECT_EQ(preferred_of({V4L2_PIX_FMT_NV12M, V4L2_PIX_FMT_YUYV}), V4L2_PIX_FMT_NV12M);
}

TEST(CameraMode, AConfigGetsAFormatWithSizes) {
    Camera camera;
    camera.formats = {offered_format(V4L2_PIX_FMT_MJPEG, {}), offered_format(V4L2_PIX_FMT_YUYV)};
    EXPECT_EQ(preferred_mode(camera)->format, "yuyv");
    camera.formats.pop_back();
    EXPECT_FALSE(preferred_mode(camera));
}

TEST(CameraMode, FindsTheNearestOnTheStepsOfARange) {
    const CameraSize range{{32, 32}, Size{1920, 1080}, {32, 16}, {}, false};
    EXPECT_EQ(nearest_in(range, {1280, 720}), (Size{1280, 720}));
    EXPECT_EQ(nearest_in(range, {1281, 727}), (Size{1280, 720}));
    EXPECT_EQ(nearest_in(range, {1300, 730}), (Size{1312, 736}));
    EXPECT_EQ(nearest_in(range, {1, 1}), (Size{32, 32}));
    EXPECT_EQ(nearest_in(range, {0xffffffff, 0xffffffff}), (Size{1920, 1072}));  // 1080 is on no step
}

TEST(CameraMode, TakesTheHighestRateUpTo30) {
    const auto rate_of = [](std::vector<Rate> rates, bool range) {
        return preferred_rate({{640, 480}, {}, {1, 1}, std::move(rates), range});
    };
    EXPECT_EQ(rate_of({{60, 1}, {30000, 1001}, {15, 1}}, false), (Rate{30000, 1001}));
    EXPECT_EQ(rate_of({{90, 1}, {60, 1}}, false), (Rate{60, 1}));
    EXPECT_EQ(rate_of({{60, 1}, {1, 1}}, true), (Rate{30, 1}));
    EXPECT_EQ(rate_of({{25, 1}, {1, 1}}, true), (Rate{25, 1}));
    EXPECT_EQ(rate_of({}, false).frames, 0u);
}

}  // namespace
}  // namespace sluice::v4l2
