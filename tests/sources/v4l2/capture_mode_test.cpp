#include "sources/v4l2/capture_mode.hpp"

#include <linux/videodev2.h>

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

CameraFormat format(std::uint32_t fourcc, const char* text, Format known, std::vector<CameraSize> sizes) {
    CameraFormat made;
    made.pixelformat = fourcc;
    made.fourcc = text;
    made.format = known;
    made.sizes = std::move(sizes);
    return made;
}

CameraSize size(std::uint32_t width, std::uint32_t height, std::vector<Rate> rates) {
    return {{width, height}, std::nullopt, {1, 1}, std::move(rates), false};
}

// A webcam as they are sold: raw up to 640x480 at full rate, mjpeg up to 1920x1080.
std::vector<CameraFormat> webcam() {
    return {format(V4L2_PIX_FMT_YUYV, "YUYV", Format::yuyv, {size(1280, 720, {{10, 1}}), size(640, 480, {{30, 1}})}),
            format(V4L2_PIX_FMT_MJPEG, "MJPG", Format::jpeg,
                   {size(1920, 1080, {{30, 1}}), size(1280, 720, {{60, 1}, {30, 1}, {15, 1}}), size(640, 480, {{30, 1}})})};
}

const CameraDevice& device() {
    static const CameraDevice any("/dev/null");
    return any;
}

TEST(CaptureMode, TakesMjpegNear720pAtUpTo30WhereNothingIsAsked) {
    const CaptureMode mode = choose_mode(device(), webcam(), {});
    EXPECT_EQ(mode.pixelformat, V4L2_PIX_FMT_MJPEG);
    EXPECT_EQ(mode.format, Format::jpeg);
    EXPECT_EQ(mode.size, (Size{1280, 720}));
    EXPECT_EQ(mode.rate, (Rate{30, 1}));
}

TEST(CaptureMode, KeepsToWhatIsAskedAndChoosesTheRest) {
    const CaptureMode raw = choose_mode(device(), webcam(), {.format = "yuyv", .size = {}, .rate = {}});
    EXPECT_EQ(raw.format, Format::yuyv);
    EXPECT_EQ(raw.size, (Size{1280, 720}));
    EXPECT_EQ(raw.rate, (Rate{10, 1}));
    const CaptureMode small = choose_mode(device(), webcam(), {.format = {}, .size = Size{640, 480}, .rate = {}});
    EXPECT_EQ(small.format, Format::jpeg);
    EXPECT_EQ(small.size, (Size{640, 480}));
    const CaptureMode fast = choose_mode(device(), webcam(), {.format = "jpeg", .size = {}, .rate = Rate{60, 1}});
    EXPECT_EQ(fast.rate, (Rate{60, 1}));
}

TEST(CaptureMode, AsksTheDriverForASizeThatIsNotListed) {
    EXPECT_EQ(choose_mode(device(), webcam(), {.format = {}, .size = Size{1000, 700}, .rate = {}}).size, (Size{1000, 700}));
}

TEST(CaptureMode, TakesADriverThatListsNoSizes) {
    const CaptureMode mode = choose_mode(device(), {format(V4L2_PIX_FMT_MJPEG, "MJPG", Format::jpeg, {})}, {});
    EXPECT_EQ(mode.size, (Size{1280, 720}));
    EXPECT_EQ(mode.rate.frames, 0u);
}

TEST(CaptureMode, AFormatThatIsNotOfferedIsASentence) {
    try {
        (void)choose_mode(device(), webcam(), {.format = "nv12", .size = {}, .rate = {}});
        FAIL() << "nothing was said";
    } catch (const Error& said) {
        EXPECT_STREQ(said.what(), "/dev/null does not offer nv12, but yuyv, mjpeg; write one of these as its format");
    }
}

}  // namespace
}  // namespace sluice::v4l2
