// A camera that streamed comes back under any number; the finder must name it, and open no other.
#include "sources/v4l2/camera_finder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <new>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sources/v4l2/plugged_cameras.hpp"

namespace sluice::v4l2 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using CameraFinderTest = PluggedCameras;

TEST_F(CameraFinderTest, TakesTheNodeOfDeviceUnseen) {
    EXPECT_EQ(found_by(device("video0")), "video0");
    plug(0, "1-1");
    EXPECT_EQ(found_by(device("video0")), "video0");
    EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(CameraFinderTest, FollowsALinkAnewEachTime) {
    plug(0, "1-1");
    const CameraWish wish = device("v4l/by-path/pci-usb-0:1-1:1.0-video-index0");
    CameraFinder finder = after_streaming(wish);
    EXPECT_EQ(found_by(finder), "video0");
    unplug(0, "1-1");
    EXPECT_EQ(found_by(finder), "/dev/v4l/by-path/pci-usb-0:1-1:1.0-video-index0 is not here, nor any camera; plug it in; sluice devices lists the cameras");
    plug(4, "1-1", {.card = "Another", .serial = "", .id = "1234:5678"});
    EXPECT_EQ(found_by(finder), "video4");
    EXPECT_THAT(opened_, IsEmpty());
    unplug(4, "1-1");
    plug(2, "1-3");
    EXPECT_EQ(found_by(finder), "/dev/v4l/by-path/pci-usb-0:1-1:1.0-video-index0 is not here; plug it in, or name another: "
                                "here is /dev/video2 Lab UVC Camera (1d6b:0102) at usb port 1-3 with serial CAM0");
}

TEST_F(CameraFinderTest, FindsAMovedCameraByItsSerial) {
    plug(0, "1-1");
    CameraFinder finder = after_streaming(device("video0"));
    unplug(0, "1-1");
    plug(0, "1-2", {.card = "Another Cam", .serial = "X", .id = "1234:5678"});
    plug(4, "1-3");
    EXPECT_EQ(found_by(finder), "video4");
    EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(CameraFinderTest, DoesNotTakeAnotherModelOnTheOldNumber) {
    plug(0, "1-1");
    CameraFinder finder = after_streaming(device("video0"));
    unplug(0, "1-1");
    EXPECT_EQ(found_by(finder), "Lab UVC Camera (1d6b:0102) with serial CAM0 is not here; plug it in again");
    plug(0, "1-1", {.card = "Another Cam", .serial = "X", .id = "1234:5678"});
    EXPECT_EQ(found_by(finder), "/dev/video0 is now Another Cam (1234:5678), not Lab UVC Camera (1d6b:0102); "
                                "plug the old one in again, or write match: { serial: \"X\" } for the new one");
    unplug(0, "1-1");
    plug(0, "1-1", {.serial = "CAM1"});
    EXPECT_EQ(found_by(finder), "/dev/video0 is now another Lab UVC Camera (1d6b:0102) at usb port 1-1 with serial CAM1, "
                                "not the one at usb port 1-1 with serial CAM0; "
                                "plug the old one in again, or write match: { serial: \"CAM1\" } for the new one");
    EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(CameraFinderTest, TellsEqualCamerasWithOneSerialApartByPort) {
    plug(0, "1-1");
    plug(2, "1-2");
    CameraFinder finder = after_streaming(device("video0"));
    EXPECT_EQ(found_by(finder), "video0");
    unplug(0, "1-1");
    EXPECT_EQ(found_by(finder), "Lab UVC Camera (1d6b:0102) is no longer at usb port 1-1; an equal camera is at 1-2, and only the port tells them apart; "
                                "plug it in where it was, or write match: { serial: \"CAM0\" }");
    // It was shared when the camera streamed: nobody knows which one this is.
    unplug(2, "1-2");
    plug(0, "1-3");
    EXPECT_THAT(found_by(finder), HasSubstr("an equal camera is at 1-3"));
    plug(6, "1-1");
    EXPECT_EQ(found_by(finder), "video6");
}

TEST_F(CameraFinderTest, TellsALaterTwinApartByPort) {
    plug(0, "1-1");
    CameraFinder finder = after_streaming(device("video0"));
    plug(2, "1-2");
    EXPECT_EQ(found_by(finder), "video0");
    unplug(0, "1-1");
    plug(0, "1-3");
    EXPECT_THAT(found_by(finder), HasSubstr("only the port tells them apart"));
    unplug(2, "1-2");  // now it is the only one with that serial again
    EXPECT_EQ(found_by(finder), "video0");
}

TEST_F(CameraFinderTest, FindsACameraWithoutSerialAtItsPortAlone) {
    const PluggedCamera cheap{.serial = ""};
    plug(0, "1-1", cheap);
    CameraFinder finder = after_streaming(device("video0"));
    unplug(0, "1-1");
    EXPECT_EQ(found_by(finder), "Lab UVC Camera (1d6b:0102) at usb port 1-1 is not here; plug it in again, at the same port");
    plug(0, "1-2", cheap);
    EXPECT_EQ(found_by(finder), "Lab UVC Camera (1d6b:0102) is no longer at usb port 1-1; an equal camera is at 1-2, and only the port tells them apart; "
                                "plug it in where it was, or write match: { usb_port: 1-2 }");
    plug(4, "1-1", cheap);
    EXPECT_EQ(found_by(finder), "video4");
}

TEST_F(CameraFinderTest, ReadsTheSerialOfWhatIsPluggedInNow) {
    plug(0, "1-1", {.serial = "A"});
    plug(2, "1-2", {.serial = "B"});
    CameraFinder finder = after_streaming({.serial = "A"});
    for (const int round : {1, 2, 3}) {  // the two swap their ports, again and again
        const bool swapped = round % 2 == 1;
        unplug(0, "1-1");
        unplug(2, "1-2");
        plug(0, "1-1", {.serial = swapped ? "B" : "A"});
        plug(2, "1-2", {.serial = swapped ? "A" : "B"});
        EXPECT_EQ(found_by(finder), swapped ? "video2" : "video0");
    }
}

TEST_F(CameraFinderTest, FindsACameraWithoutUsbByWhatItsDriverSays) {
    const NodeAnswer one{"vivid", "vivid", "platform:vivid-000"}, two{"vivid", "vivid", "platform:vivid-001"};
    add_platform(0, "vivid.0", "vivid-000-vid-cap", one);
    add_platform(1, "vivid.0", "vivid-001-vid-cap", two, 1);
    CameraFinder finder = after_streaming(device("video1"));
    EXPECT_EQ(found_by(finder), "video1");
    remove_node(0);
    remove_node(1);
    EXPECT_EQ(found_by(finder), "vivid is not here; plug it in again");
    add_platform(3, "vivid.0", "vivid-000-vid-cap", one);
    EXPECT_EQ(found_by(finder), "vivid is not here; plug it in again");
    add_platform(5, "vivid.1", "vivid-001-vid-cap", two);
    EXPECT_EQ(found_by(finder), "video5");
    EXPECT_THAT(opened_, ElementsAre("video5"));
}

TEST_F(CameraFinderTest, NeverTakesAnotherCameraForTheOneThatStreamed) {
    const PluggedCamera kinds[] = {{}, {.serial = "CAM1"}, {.serial = ""}, {.card = "Another", .serial = "CAM0", .id = "1234:5678"}};
    plug(0, "1-1", kinds[0]);
    CameraFinder finder = after_streaming(device("video0"));
    std::map<int, std::size_t> slots = {{0, 0}};  // which of the kinds is plugged in there
    unsigned random = 1;
    for (int step = 0; step < 200; ++step) {
        random = random * 1664525 + 1013904223;
        const int slot = static_cast<int>(random >> 16) % 4;
        const std::size_t kind = (random >> 24) % 4;
        const std::string port = "1-" + std::to_string(slot + 1);
        const bool elsewhere = std::any_of(slots.begin(), slots.end(), [kind](const auto& each) { return each.second == kind; });
        if (slots.erase(slot) > 0) {
            unplug(2 * slot, port);
        } else if (!elsewhere) {
            plug(2 * slot, port, kinds[kind]);
            slots[slot] = kind;
        }
        const auto there = std::find_if(slots.begin(), slots.end(), [](const auto& each) { return each.second == 0; });
        const std::string found = found_by(finder);
        if (there == slots.end())
            EXPECT_THAT(found, testing::AnyOf(HasSubstr("not here"), HasSubstr("is now"))) << step;
        else
            EXPECT_EQ(found, "video" + std::to_string(2 * there->first)) << step;
        EXPECT_THAT(opened_, IsEmpty());
    }
}

TEST_F(CameraFinderTest, OutlivesHostileFiles) {
    plug(0, "1-1");
    const fs::path entry = root_ / "sys/class/video4linux/video0", webcam = root_ / "sys/devices/usb1/1-1";
    write(entry / "name", std::string(10'000'000, '\xff'));
    write(entry / "index", "99999999999999999999");
    fs::remove(webcam / "serial");
    ASSERT_EQ(::mkfifo((webcam / "serial").c_str(), 0600), 0);  // a read that would never end
    write(webcam / "idProduct", std::string("\0\n\x80", 3));
    fs::create_directories(root_ / "sys/class/video4linux/video-1");
    fs::create_directories(root_ / "sys/class/video4linux/video99999999999999");
    fs::create_directories(root_ / "sys/class/video4linux/video7");
    fs::create_symlink("loop", root_ / "dev/v4l/by-id/loop");
    for (const CameraWish& wish : std::vector<CameraWish>{{}, {.serial = "x"}, {.model = "\xff"}, {.path = "[[["}, {.usb_port = "1-1", .model = "y"}})
        EXPECT_LT(found_by(wish).size(), 2000U);
    CameraFinder finder = after_streaming(device("video0"));
    EXPECT_EQ(found_by(finder), "video0");
    fs::remove_all(root_ / "sys");
    EXPECT_THAT(found_by(finder), HasSubstr(" is not here"));
    EXPECT_THAT(found_by({.serial = "x"}), HasSubstr("no camera is here"));
}

TEST_F(CameraFinderTest, KeepsToTheNodeThatSysfsDoesNotKnow) {
    write(root_ / "dev/video0", "");
    CameraFinder finder = after_streaming(device("video0"));
    EXPECT_EQ(found_by(finder), "video0");
    EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(CameraFinderTest, ThrowsNothingButErrors) {
    plug(0, "1-1");
    survey_.open = [](const std::string&) -> int { throw std::bad_alloc(); };
    EXPECT_THAT(found_by({.usb_port = "1-1"}), HasSubstr("cannot look for the camera at usb port 1-1: "));
}

}  // namespace
}  // namespace sluice::v4l2
