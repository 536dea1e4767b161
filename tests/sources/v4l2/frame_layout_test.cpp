#include "sources/v4l2/frame_layout.hpp"

#include <string>

#include <gtest/gtest.h>

#include "scripted_driver.hpp"
#include "sources/v4l2/camera_formats.hpp"

namespace sluice::v4l2 {
namespace {

Stream laid(const DriverFormat& given) {
    static const CameraDevice device(sluice::test::scripted_webcam(), "/dev/none");
    return stream_of(device, format_of(given.pixelformat).value(), given);
}

std::string layout_refusal(const DriverFormat& given) {
    try {
        (void)laid(given);
    } catch (const DeviceError& said) {
        EXPECT_EQ(said.trouble(), Trouble::failed);
        return said.what();
    }
    return "taken";
}

DriverFormat told(std::uint32_t code, std::uint32_t width, std::uint32_t height, std::uint32_t stride,
                  std::uint32_t size) {
    DriverFormat out;
    out.pixelformat = code;
    out.width = width;
    out.height = height;
    out.memory[0] = {stride, size};
    return out;
}

Planes planes_at(std::initializer_list<Plane> list) {
    Planes out;
    for (const Plane& plane : list) out.plane[out.count++] = plane;
    return out;
}

TEST(FrameLayout, FollowsTheDriversStrideInEachFormat) {
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUYV, 640, 480, 1344, 0)).planes, planes_at({{0, 1344, 480}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_UYVY, 640, 480, 1280, 1280 * 480)).planes, planes_at({{0, 1280, 480}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_NV12, 640, 480, 704, 704 * 720)).planes,
              planes_at({{0, 704, 480}, {704 * 480, 704, 240}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_NV21, 640, 480, 640, 640 * 720)).planes,
              planes_at({{0, 640, 480}, {640 * 480, 640, 240}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUV420, 640, 480, 704, 704 * 720)).planes,
              planes_at({{0, 704, 480}, {704 * 480, 352, 240}, {704 * 480 + 352 * 240, 352, 240}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_GREY, 640, 480, 656, 656 * 480)).planes, planes_at({{0, 656, 480}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_BGR24, 640, 480, 1920, 1920 * 480)).planes, planes_at({{0, 1920, 480}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_RGB24, 640, 480, 2048, 2048 * 480)).planes, planes_at({{0, 2048, 480}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_MJPEG, 640, 480, 0, 614400)).planes, Planes{});
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_JPEG, 640, 480, 640, 0)).planes, Planes{});
}

TEST(FrameLayout, TakesOddSizes) {
    // Chroma is rounded up: 5 pixels have 3 samples of it.
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_NV12, 5, 3, 5, 0)).planes, planes_at({{0, 5, 3}, {15, 6, 2}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUV420, 5, 3, 5, 0)).planes, planes_at({{0, 5, 3}, {15, 3, 2}, {21, 3, 2}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUV420, 5, 3, 8, 0)).planes, planes_at({{0, 8, 3}, {24, 4, 2}, {32, 4, 2}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUYV, 5, 3, 12, 36)).width, 5u);
    // Half a pair is no pixel.
    const Stream cut = laid(told(V4L2_PIX_FMT_YUYV, 5, 3, 10, 30));
    EXPECT_EQ(cut.width, 4u);
    EXPECT_EQ(cut.planes, planes_at({{0, 10, 3}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUYV, 5, 3, 0, 30)).planes, planes_at({{0, 10, 3}}));
}

TEST(FrameLayout, EndsBeforeAnOddRowThatHasNoChroma) {
    const Stream one = laid(told(V4L2_PIX_FMT_NV12, 640, 481, 640, 640 * 481 * 3 / 2));
    EXPECT_EQ(one.height, 480u);
    EXPECT_EQ(one.planes, planes_at({{0, 640, 481}, {640 * 481, 640, 240}}));
    DriverFormat several = told(V4L2_PIX_FMT_YUV420M, 640, 481, 640, 640 * 481);
    several.memory_planes = 3;
    several.memory[1] = several.memory[2] = {320, 320 * 481 / 2};
    EXPECT_EQ(laid(several).height, 480u);
    EXPECT_EQ(laid(several).planes.plane[2], (Plane{640 * 481 + 320 * 240, 320, 240}));
    several.memory[1] = several.memory[2] = {320, 320 * 241};
    EXPECT_EQ(laid(several).height, 481u);
}

TEST(FrameLayout, GathersPlanesOfSeveralMemoriesOneAfterAnother) {
    DriverFormat nv12 = told(V4L2_PIX_FMT_NV12M, 640, 480, 704, 704 * 480 + 4096);
    nv12.memory_planes = 2;
    nv12.memory[1] = {768, 768 * 240};
    EXPECT_EQ(laid(nv12).planes, planes_at({{0, 704, 480}, {704 * 480, 768, 240}}));
    DriverFormat i420 = told(V4L2_PIX_FMT_YUV420M, 640, 480, 640, 640 * 480);
    i420.memory_planes = 3;
    i420.memory[1] = i420.memory[2] = {384, 384 * 240};
    EXPECT_EQ(laid(i420).planes, planes_at({{0, 640, 480}, {640 * 480, 384, 240}, {640 * 480 + 384 * 240, 384, 240}}));
    i420.memory[2] = {0, 0};
    EXPECT_EQ(laid(i420).planes.plane[2], (Plane{640 * 480 + 384 * 240, 320, 240}));
}

TEST(FrameLayout, CorrectsAWrongStrideWhereTheSizeTellsTheTruth) {
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUYV, 640, 480, 0, 0)).planes, planes_at({{0, 1280, 480}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_YUYV, 640, 480, 640, 1280 * 480)).planes, planes_at({{0, 1280, 480}}));
    EXPECT_EQ(laid(told(V4L2_PIX_FMT_NV12, 640, 480, 960, 960 * 480)).planes,
              planes_at({{0, 640, 480}, {640 * 480, 640, 240}}));  // of all planes
}

TEST(FrameLayout, RefusesWhatCannotBe) {
    EXPECT_EQ(layout_refusal(told(V4L2_PIX_FMT_YUYV, 640, 480, 100, 100 * 480)),
              "/dev/none: the driver says a row takes 100 bytes, but its pixels need 1280; try another format or size; "
              "dmesg may say more");
    EXPECT_EQ(layout_refusal(told(V4L2_PIX_FMT_YUYV, 640, 480, 1280, 1280 * 479)),
              "/dev/none: the driver says a frame takes 613120 bytes, but its rows need 614400; try another format or "
              "size; dmesg may say more");
    EXPECT_EQ(layout_refusal(told(V4L2_PIX_FMT_MJPEG, 0, 0, 0, 0)),
              "/dev/none: the driver says its picture is 0x0: it may have no signal; try another format or size; dmesg "
              "may say more");
    EXPECT_NE(layout_refusal(told(V4L2_PIX_FMT_MJPEG, 1u << 31, 1u << 31, 0, 0)), "taken");
    EXPECT_NE(layout_refusal(told(V4L2_PIX_FMT_RGB24, 65535, 65535, 0, 0)), "taken");
    EXPECT_NE(layout_refusal(told(V4L2_PIX_FMT_YUYV, 640, 480, 0x80000000, 0)), "taken");
    EXPECT_NE(layout_refusal(told(V4L2_PIX_FMT_NV12, 640, 480, 0xffffffff, 0xffffffff)), "taken");
    EXPECT_NE(layout_refusal(told(V4L2_PIX_FMT_MJPEG, 640, 480, 0, 0xffffffff)), "taken");
    EXPECT_NE(layout_refusal(told(V4L2_PIX_FMT_YUYV, 1, 1, 2, 2)), "taken");
}

TEST(FrameLayout, RefusesAnotherNumberOfMemories) {
    for (const std::uint32_t count : {0u, 1u, 3u, 9u, 255u}) {
        DriverFormat nv12 = told(V4L2_PIX_FMT_NV12M, 640, 480, 640, 640 * 480);
        nv12.memory_planes = count;
        EXPECT_EQ(layout_refusal(nv12), "/dev/none: the driver says a frame of NM12 lies in " + std::to_string(count) +
                                            " memories, but it is 2; try another format or size; dmesg may say more");
    }
    v4l2_format many{};
    many.type = V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
    many.fmt.pix_mp.num_planes = 255;
    EXPECT_EQ(driver_format(many).memory_planes, 255u);
}

TEST(FrameLayout, KnowsColours) {
    DriverFormat given = told(V4L2_PIX_FMT_YUYV, 640, 480, 1280, 0);
    EXPECT_EQ(laid(given).range, Range::limited);
    EXPECT_EQ(laid(given).matrix, Matrix::bt601);
    given.colorspace = V4L2_COLORSPACE_REC709;
    EXPECT_EQ(laid(given).matrix, Matrix::bt709);
    given.colorspace = V4L2_COLORSPACE_JPEG;
    EXPECT_EQ(laid(given).range, Range::full);
    given.quantization = V4L2_QUANTIZATION_LIM_RANGE;
    EXPECT_EQ(laid(given).range, Range::limited);
}

}  // namespace
}  // namespace sluice::v4l2
