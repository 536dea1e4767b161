#include "sources/v4l2/camera_device.hpp"

#include <linux/videodev2.h>

#include <cerrno>
#include <optional>

#include <gtest/gtest.h>

#include "scripted_driver.hpp"

namespace sluice::v4l2 {
namespace {

using sluice::test::scripted_board;
using sluice::test::scripted_webcam;
using sluice::test::ScriptedDriver;

struct SaidByDevice {
    std::string text;
    std::optional<Trouble> trouble;
};

template <typename Do>
SaidByDevice device_error_of(Do what) {
    try {
        what();
    } catch (const DeviceError& said) {
        return {said.what(), said.trouble()};
    }
    return {};
}

// What is said when an open camera answers with that errno.
SaidByDevice failing_with(int error) {
    const CameraDevice device(scripted_webcam(), "/dev/none");
    return device_error_of([&] { device.fail("start the stream", error); });
}

SaidByDevice opening(const std::shared_ptr<ScriptedDriver>& driver) {
    return device_error_of([&] { const CameraDevice device(driver, "/dev/none"); });
}

TEST(CameraDevice, SaysWhatIsWrongAndWhatToDo) {
    EXPECT_EQ(failing_with(ENOENT).text,
              "/dev/none is not there; plug the camera in; sluice devices lists the cameras");
    EXPECT_EQ(failing_with(ENODEV).text, "/dev/none has been unplugged; plug it in again, look at its cable and power");
    EXPECT_EQ(failing_with(EACCES).text,
              "may not open /dev/none: permission denied; add yourself to the group video "
              "(sudo usermod -aG video $USER) and log in again");
    EXPECT_EQ(
        failing_with(ENOSPC).text,
        "the USB bus has no bandwidth left for /dev/none; ask for a smaller size or rate, for mjpeg instead of raw, "
        "or plug the camera into another controller");
    EXPECT_EQ(failing_with(EINVAL).text,
              "/dev/none: cannot start the stream: the driver refuses (Invalid argument); "
              "sluice devices lists the cameras and what they offer");
    EXPECT_EQ(failing_with(EIO).text, "/dev/none: cannot start the stream: Input/output error; dmesg may say more");
}

TEST(CameraDevice, TellsTroublesApart) {
    EXPECT_EQ(failing_with(ENOENT).trouble, Trouble::absent);
    EXPECT_EQ(failing_with(ENODEV).trouble, Trouble::unplugged);
    EXPECT_EQ(failing_with(ENXIO).trouble, Trouble::unplugged);
    EXPECT_EQ(failing_with(ESHUTDOWN).trouble, Trouble::unplugged);
    EXPECT_EQ(failing_with(EPERM).trouble, Trouble::denied);
    EXPECT_EQ(failing_with(EBUSY).trouble, Trouble::busy);
    EXPECT_EQ(failing_with(ENOSPC).trouble, Trouble::no_bandwidth);
    EXPECT_EQ(failing_with(ENOTTY).trouble, Trouble::refused);
    EXPECT_EQ(failing_with(ENOMEM).trouble, Trouble::failed);
}

TEST(CameraDevice, AnAbsentOneIsNotThere) {
    EXPECT_EQ(device_error_of([] { const CameraDevice device(kernel_calls(), "/dev/video-of-nobody"); }).trouble,
              Trouble::absent);
}

TEST(CameraDevice, WhatIsNoCameraIsRefusedAndClosed) {
    EXPECT_EQ(device_error_of([] { const CameraDevice device(kernel_calls(), "/dev/null"); }).text,
              "/dev/null is no camera: it is no V4L2 device; sluice devices lists the cameras");
    const auto metadata = scripted_webcam();
    metadata->caps = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
    EXPECT_EQ(opening(metadata).text, "/dev/none is no camera: it gives no frames; sluice devices lists the cameras");
    EXPECT_EQ(opening(metadata).trouble, Trouble::refused);
    EXPECT_EQ(metadata->open_count(), 0u);
    const auto codec = scripted_webcam();
    codec->caps = V4L2_CAP_VIDEO_M2M_MPLANE | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    EXPECT_EQ(opening(codec).text,
              "/dev/none is no camera: it takes pictures from memory; sluice devices lists the cameras");
    EXPECT_EQ(codec->open_count(), 0u);
}

TEST(CameraDevice, ClosesWhatDoesNotSayWhatItIs) {
    for (const int error : {EIO, ENODEV, EBUSY, EINVAL}) {
        const auto driver = scripted_webcam();
        driver->fault = [&](unsigned long request, unsigned) { return request == VIDIOC_QUERYCAP ? error : 0; };
        EXPECT_FALSE(opening(driver).text.empty());
        EXPECT_EQ(driver->open_count(), 0u) << error;
        EXPECT_EQ(driver->calls(ScriptedDriver::opening), 1u);
    }
}

TEST(CameraDevice, TakesSinglePlanarBuffersWhereBothAreOffered) {
    const auto both = scripted_webcam();
    both->caps |= V4L2_CAP_VIDEO_CAPTURE_MPLANE;
    const CameraDevice single(both, "/dev/none");
    EXPECT_FALSE(single.multiplanar());
    EXPECT_EQ(single.buffer_type(), V4L2_BUF_TYPE_VIDEO_CAPTURE);
    const CameraDevice several(scripted_board({V4L2_PIX_FMT_NV12}), "/dev/none");
    EXPECT_TRUE(several.multiplanar());
    EXPECT_EQ(several.buffer_type(), V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE);
}

TEST(CameraDevice, KnowsTheDriversNameAndACardsThatFillsItsField) {
    const CameraDevice device(scripted_webcam(), "/dev/none");
    EXPECT_EQ(device.driver(), "scripted");
    EXPECT_EQ(device.card(), std::string(32, 'C'));
}

TEST(CameraDevice, GoesOnAfterSignals) {
    const auto driver = scripted_webcam();
    driver->fault = [](unsigned long request, unsigned nth) {
        return request != ScriptedDriver::opening && nth < 3 ? EINTR : 0;
    };
    CameraDevice device(driver, "/dev/none");
    v4l2_format format{};
    format.type = device.buffer_type();
    EXPECT_EQ(device.call(VIDIOC_G_FMT, &format), 0);
    EXPECT_EQ(driver->calls(VIDIOC_G_FMT), 4u);
    EXPECT_EQ(device.control()(VIDIOC_S_CTRL, nullptr), -1);
    EXPECT_EQ(errno, ENOTTY);
}

}  // namespace
}  // namespace sluice::v4l2
