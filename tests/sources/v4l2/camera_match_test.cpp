// Which cameras a wish means, and what to write so that it means one.
#include "sources/v4l2/camera_match.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Camera lab_camera(int number, const std::string& port, const std::string& serial, const std::string& card = "Lab UVC Camera") {
    Camera camera;
    camera.node = "/dev/video" + std::to_string(number);
    camera.name = camera.card = card;
    camera.index = 0;
    camera.usb_port = port;
    camera.serial = serial;
    camera.is_camera = true;
    if (!port.empty()) {
        camera.usb_id = "046d:082d";
        camera.usb_interface = "1.0";
    }
    return camera;
}

TEST(CameraWish, IsToldInWords) {
    EXPECT_TRUE(empty({}));
    EXPECT_FALSE(empty({.path = "*"}));
    EXPECT_EQ(describe({}), "the only camera");
    EXPECT_EQ(describe({.device = "/dev/video3"}), "/dev/video3");
    EXPECT_EQ(describe({.serial = "0123", .usb_port = "1-1.2"}), "the camera with serial 0123 at usb port 1-1.2");
    EXPECT_EQ(conditions_text({.model = "C920", .path = "*by-id*"}), "of model C920 at path *by-id*");
}

TEST(CameraWish, IsWrittenForAConfig) {
    EXPECT_EQ(config_text({.serial = "0123"}), "match: { serial: \"0123\" }");
    EXPECT_EQ(config_text({.usb_port = "1-1.2", .model = "A \"b\" \\"}), "match: { usb_port: 1-1.2, model: \"A \\\"b\\\" \\\\\" }");
    EXPECT_EQ(config_text({.device = "/dev/video0"}), "device: /dev/video0");
}

TEST(CameraWish, HoldsWhereEachConditionHolds) {
    Camera camera = lab_camera(2, "1-1.2", "0123");
    camera.links = {"/dev/v4l/by-id/usb-lab", "/dev/v4l/by-path/pci-usb-0:1.2:1.0-video-index0"};
    for (const CameraWish& wish : std::vector<CameraWish>{{}, {.serial = "0123"}, {.usb_port = "1-1.2"}, {.model = "uvc cam"}, {.model = "046D:082D"},
                                                          {.path = "/dev/video2"}, {.path = "*by-path*:1.2:*"},
                                                          {.serial = "0123", .usb_port = "1-1.2", .model = "Lab", .path = "/dev/v4l/*"}})
        EXPECT_TRUE(fits(camera, wish)) << describe(wish);
    for (const CameraWish& wish : std::vector<CameraWish>{{.serial = "012"}, {.serial = "123"}, {.usb_port = "1-1"}, {.usb_port = "1-1.20"}, {.model = "C920"},
                                                          {.model = "046d:082e"}, {.path = "/dev/video"}, {.path = "by-path*"},
                                                          {.serial = "0123", .usb_port = "1-1.3"}})
        EXPECT_FALSE(fits(camera, wish)) << describe(wish);
    camera.name = "vivid-000-vid-cap";
    EXPECT_TRUE(fits(camera, {.model = "vid-cap"}));
    EXPECT_TRUE(fits(camera, {.model = "lab"}));
}

TEST(WishFor, IsTheSerialThenThePort) {
    const std::vector<Camera> nodes = {lab_camera(0, "1-1.2", "0123"), lab_camera(2, "1-1.3", "0124"), lab_camera(4, "1-1.4", "")};
    EXPECT_EQ(config_text(wish_for(nodes[0], nodes)), "match: { serial: \"0123\" }");
    EXPECT_EQ(config_text(wish_for(nodes[1], nodes)), "match: { serial: \"0124\" }");
    EXPECT_EQ(config_text(wish_for(nodes[2], nodes)), "match: { usb_port: 1-1.4 }");
}

TEST(WishFor, IsThePortWhereTwoShareASerial) {
    const std::vector<Camera> nodes = {lab_camera(0, "1-1.2", "0123"), lab_camera(2, "1-1.3", "0123"), lab_camera(4, "1-1.4", "9")};
    EXPECT_EQ(config_text(wish_for(nodes[0], nodes)), "match: { usb_port: 1-1.2 }");
    EXPECT_EQ(config_text(wish_for(nodes[1], nodes)), "match: { usb_port: 1-1.3 }");
    EXPECT_THAT(nodes_sharing_serial(nodes[0], nodes), ElementsAre("/dev/video2"));
    EXPECT_THAT(nodes_sharing_serial(nodes[2], nodes), IsEmpty());
}

TEST(WishFor, NeedsMoreWhereOneDeviceHasTwoCameras) {
    std::vector<Camera> nodes = {lab_camera(0, "1-1.2", "0123", "Laptop: RGB"), lab_camera(2, "1-1.2", "0123", "Laptop: IR")};
    nodes[1].usb_interface = "1.2";
    EXPECT_EQ(config_text(wish_for(nodes[1], nodes)), "match: { serial: \"0123\", model: \"Laptop: IR\" }");
    nodes[0].card = nodes[0].name = nodes[1].card;
    EXPECT_EQ(config_text(wish_for(nodes[1], nodes)), "device: /dev/video2");
    nodes[1].links = {nodes[1].by_path = "/dev/v4l/by-path/usb-0:1.2:1.2-video-index0"};
    EXPECT_EQ(config_text(wish_for(nodes[1], nodes)), "match: { path: \"/dev/v4l/by-path/usb-0:1.2:1.2-video-index0\" }");
    EXPECT_THAT(nodes_sharing_serial(nodes[0], nodes), IsEmpty());
}

TEST(WishFor, MeansTheFirstNodeOfOneFunction) {
    std::vector<Camera> nodes = {lab_camera(0, "1-1.2", "0123"), lab_camera(2, "1-1.2", "0123")};
    nodes[1].index = 2;
    EXPECT_EQ(config_text(wish_for(nodes[0], nodes)), "match: { serial: \"0123\" }");
    EXPECT_EQ(config_text(wish_for(nodes[1], nodes)), "device: /dev/video2");
}

TEST(WishFor, IsTheNameOfACameraWithoutUsb) {
    std::vector<Camera> nodes = {lab_camera(0, "", "", "unicam"), lab_camera(1, "1-1.2", "0123")};
    EXPECT_EQ(config_text(wish_for(nodes[0], nodes)), "match: { model: \"unicam\" }");
    nodes.push_back(lab_camera(2, "", "", "unicam"));
    EXPECT_EQ(config_text(wish_for(nodes[0], nodes)), "device: /dev/video0");
}

TEST(WishFor, WritesNoTextThatAConfigWouldReadOtherwise) {
    for (const char* serial : {"a\nb", "\xff", "${HOME}", "K\xc3\xbc" "che"}) {
        const std::vector<Camera> nodes = {lab_camera(0, "1-1.2", serial)};
        EXPECT_EQ(config_text(wish_for(nodes[0], nodes)), "match: { usb_port: 1-1.2 }");
    }
}

TEST(Shown, HoldsNothingATerminalObeys) {
    EXPECT_EQ(shown("K\xc3\xbc" "che 2"), "K\xc3\xbc" "che 2");
    EXPECT_EQ(shown("a\x1b[31m\n\x7f"), "a?[31m??");
    EXPECT_EQ(shown("\xff\xc3"), "??");
    EXPECT_EQ(shown("\xc2\x9b|\xe2\x80\xae|\xed\xa0\x80"), "??|???|???");
    EXPECT_EQ(shown(std::string(300, 'a')), std::string(80, 'a') + "...");
}

}  // namespace
}  // namespace sluice::v4l2
