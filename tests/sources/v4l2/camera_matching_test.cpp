// Cameras found by `match:` or by nothing at all, and what is said where that does not tell.
#include "sources/v4l2/camera_finder.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sources/v4l2/plugged_cameras.hpp"

namespace sluice::v4l2 {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using CameraMatching = PluggedCameras;

TEST_F(CameraMatching, NeedsNoKeyWhereThereIsOneCamera) {
    EXPECT_EQ(found_by(CameraWish{}), "no camera is here; plug one in; sluice devices shows what is there");
    plug(0, "1-1");
    add_platform(10, "codec", "bcm2835-codec-decode", {"bcm2835-codec", "bcm2835-codec", "platform:codec", V4L2_CAP_VIDEO_M2M});
    add_platform(11, "out", "some-output", {"out", "out", "platform:out", V4L2_CAP_VIDEO_OUTPUT});
    EXPECT_EQ(found_by(CameraWish{}), "video0");
    EXPECT_THAT(opened_, ElementsAre("video0", "video1", "video11"));
}

TEST_F(CameraMatching, ListsSeveralCamerasAndWhatToWrite) {
    plug(0, "1-1");
    plug(2, "1-2", {.card = "Evil\x1b[31m\nCam", .serial = "\xff"});
    EXPECT_EQ(found_by(CameraWish{}),
              "2 cameras are here: /dev/video0 Lab UVC Camera (1d6b:0102) at usb port 1-1 with serial CAM0 and "
              "/dev/video2 Evil?[31m?Cam (1d6b:0102) at usb port 1-2 with serial ?; "
              "write match: { serial: \"CAM0\" } for /dev/video0 (Lab UVC Camera) or match: { usb_port: 1-2 } for /dev/video2 (Evil?[31m?Cam)");
}

TEST_F(CameraMatching, StaysWithTheOnlyCameraWhenOthersCome) {
    plug(0, "1-1");
    CameraFinder finder = after_streaming({});
    plug(2, "1-2", {.serial = "CAM1"});
    EXPECT_EQ(found_by(finder), "video0");
    unplug(0, "1-1");
    EXPECT_EQ(found_by(finder), "Lab UVC Camera (1d6b:0102) with serial CAM0 is not here; plug it in again");
    plug(4, "1-4");
    EXPECT_EQ(found_by(finder), "video4");
    EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(CameraMatching, MatchesByEachConditionAndOpensNoOther) {
    plug(0, "1-1");
    plug(2, "1-2", {.card = "HD Pro Webcam C920", .serial = "0123", .id = "046d:082d"});
    for (const CameraWish& wish : std::vector<CameraWish>{{.serial = "0123"}, {.usb_port = "1-2"}, {.model = "c920"}, {.model = "046D:082D"},
                                                          {.path = "*by-path*0:1-2:*"}, {.serial = "0123", .usb_port = "1-2", .model = "Webcam"}}) {
        EXPECT_EQ(found_by(wish), "video2") << describe(wish);
        EXPECT_THAT(opened_, Not(testing::Contains("video0"))) << describe(wish);
    }
}

TEST_F(CameraMatching, AsksForTheModelWhereTheNameHidesIt) {
    plug(0, "1-1", {.card = "Lab"});
    add_platform(2, "csi", "unicam-image", {"unicam", "imx219", "platform:csi"});
    EXPECT_EQ(found_by({.model = "imx"}), "video2");
    EXPECT_THAT(opened_, ElementsAre("video2"));
    write(root_ / "sys/class/video4linux/video0/name", "Video Capture 1");
    EXPECT_EQ(found_by({.model = "lab"}), "video0");
}

TEST_F(CameraMatching, ListsSeveralThatMatch) {
    plug(0, "1-1");
    plug(2, "1-2");
    plug(4, "1-3", {.card = "Another", .serial = "7", .id = "1234:5678"});
    EXPECT_EQ(found_by({.serial = "CAM0"}),
              "2 cameras with serial CAM0 are here: /dev/video0 Lab UVC Camera (1d6b:0102) at usb port 1-1 with serial CAM0 and "
              "/dev/video2 Lab UVC Camera (1d6b:0102) at usb port 1-2 with serial CAM0; "
              "write match: { usb_port: 1-1 } for /dev/video0 (Lab UVC Camera) or match: { usb_port: 1-2 } for /dev/video2 (Lab UVC Camera)");
}

TEST_F(CameraMatching, PrefersTheOneThatStreamedToALaterOne) {
    plug(2, "1-2");
    CameraFinder finder = after_streaming({.model = "lab"});
    plug(0, "1-1", {.serial = "CAM1"});
    EXPECT_EQ(found_by(finder), "video2");
    EXPECT_THAT(opened_, IsEmpty());
    unplug(2, "1-2");
    EXPECT_EQ(found_by(finder), "video0");  // all that the config asks is a lab camera
    plug(4, "1-4", {.serial = "CAM2"});
    EXPECT_THAT(found_by(finder), HasSubstr("2 cameras of model lab are here"));
}

TEST_F(CameraMatching, DoesNotPreferItWhereTheConditionsNoLongerHold) {
    plug(0, "1-1");
    CameraFinder finder = after_streaming({.usb_port = "1-1"});
    unplug(0, "1-1");
    plug(0, "1-2");
    EXPECT_EQ(found_by(finder), "no camera at usb port 1-1 is here, but /dev/video0 Lab UVC Camera (1d6b:0102) at usb port 1-2 with serial CAM0; "
                                "plug it in, or did you mean match: { serial: \"CAM0\" }?");
    plug(2, "1-1", {.card = "Another", .serial = "", .id = "1234:5678"});
    EXPECT_EQ(found_by(finder), "video2");
}

TEST_F(CameraMatching, SaysWhatIsHereInstead) {
    EXPECT_EQ(found_by({.serial = "0123"}), "no camera is here, so none with serial 0123; plug one in; sluice devices shows what is there");
    plug(0, "1-1", {.serial = "9999"});
    plug(2, "1-2", {.serial = "123"});
    EXPECT_THAT(found_by({.serial = "0123"}), AllOf(HasSubstr("no camera with serial 0123 is here, but /dev/video2"),
                                                   HasSubstr("did you mean match: { serial: \"123\" }?")));
    EXPECT_THAT(found_by({.model = "C920"}), HasSubstr("; plug it in, or correct match; sluice devices lists the cameras"));
    EXPECT_THAT(found_by({.serial = "9999", .usb_port = "1-2"}), HasSubstr("no camera with serial 9999 at usb port 1-2 is here, but /dev/video0"));
    EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(CameraMatching, ReportsManyInAFewWords) {
    for (int i = 0; i < 20; ++i) plug(2 * i, "1-" + std::to_string(i + 1), {.serial = std::to_string(i)});
    EXPECT_THAT(found_by(CameraWish{}), AllOf(HasSubstr("20 cameras are here"), HasSubstr(" and 12 more")));
}

TEST_F(CameraMatching, FindsACameraItMayNotOpen) {
    plug(0, "1-1");
    denied_ = "all";
    EXPECT_EQ(found_by({.serial = "CAM0"}), "video0");
    EXPECT_EQ(found_by(CameraWish{}), "video0");
}

TEST_F(CameraMatching, LeavesOutWhatAContainerWasNotGiven) {
    plug(0, "1-1");
    plug(2, "1-2", {.serial = "CAM1"});
    fs::remove(root_ / "dev/video0");
    EXPECT_EQ(found_by(CameraWish{}), "video2");
}

TEST_F(CameraMatching, TakesTheFirstNodeOfOneFunction) {
    plug(0, "1-1");
    answers_["video1"].caps = V4L2_CAP_VIDEO_CAPTURE;
    EXPECT_EQ(found_by(CameraWish{}), "video0");
    CameraFinder finder = after_streaming(device("video1"));
    EXPECT_EQ(found_by(finder), "video1");
}

TEST_F(CameraMatching, TellsTheCamerasOfOneDeviceApart) {
    plug(0, "1-1", {.card = "Laptop: RGB"});
    const fs::path second = root_ / "sys/devices/usb1/1-1/1-1:1.2";
    fs::create_directories(second);
    add_node(2, second, "Laptop: IR", 0, {"uvcvideo", "Laptop: IR", "usb"});
    EXPECT_THAT(found_by(CameraWish{}), HasSubstr("match: { serial: \"CAM0\", model: \"Laptop: IR\" } for /dev/video2"));
    EXPECT_EQ(found_by({.serial = "CAM0", .model = "Laptop: IR"}), "video2");
    CameraFinder finder = after_streaming(device("video2"));
    EXPECT_EQ(found_by(finder), "video2");
}

}  // namespace
}  // namespace sluice::v4l2
