// What `sluice devices` tells to write into a config.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/sluice/devices/device_json.hpp"
#include "tools/sluice/devices/device_text.hpp"
#include "tools/sluice/devices/device_yaml.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;
using testing::Not;

v4l2::Camera webcam_at(int number, const std::string& port, const std::string& serial) {
    v4l2::Camera camera;
    camera.node = "/dev/video" + std::to_string(number);
    camera.card = camera.name = "Lab UVC Camera";
    camera.driver = "uvcvideo";
    camera.serial = serial;
    camera.usb_port = port;
    camera.usb_interface = "1.0";
    camera.usb_id = "1d6b:0102";
    camera.index = 0;
    camera.is_camera = true;
    camera.role = v4l2::NodeRole::camera;
    camera.formats.push_back({0, "MJPG", Format::jpeg, false, {{{1280, 720}, {}, {1, 1}, {{30, 1}}, false}}});
    return camera;
}

TEST(Devices, PrintTheSerialToPaste) {
    auto camera = webcam_at(0, "1-1", "0123");
    EXPECT_EQ(devices_text({camera}), "/dev/video0  Lab UVC Camera   usb 1-1, serial 0123, uvcvideo\n"
                                      "    mjpeg  1280x720 at 30\n"
                                      "    match: { serial: \"0123\" }\n");
    camera.by_id = "/dev/v4l/by-id/usb-lab";
    camera.by_path = "/dev/v4l/by-path/usb-0:1:1.0";
    EXPECT_THAT(devices_text({camera}), HasSubstr("\"0123\" }\n    /dev/v4l/by-id/usb-lab\n    /dev/v4l/by-path/usb-0:1:1.0\n"));
}

TEST(Devices, PrintThePortWhereTwoShareASerial) {
    const std::vector<v4l2::Camera> nodes = {webcam_at(0, "1-1", "0123"), webcam_at(2, "1-2", "0123"), webcam_at(4, "1-3", "")};
    const std::string text = devices_text(nodes);
    EXPECT_THAT(text, HasSubstr("    match: { usb_port: 1-1 }    # /dev/video2 has the same serial: the USB port tells them apart\n"));
    EXPECT_THAT(text, HasSubstr("    match: { usb_port: 1-2 }    # /dev/video0 has the same serial: the USB port tells them apart\n"));
    EXPECT_THAT(text, HasSubstr("    match: { usb_port: 1-3 }\n"));
}

TEST(Devices, SayWhereOnlyTheNumberIsKnown) {
    auto camera = webcam_at(0, "", "");
    camera.usb_id.clear();
    EXPECT_THAT(devices_text({camera}), HasSubstr("    match: { model: \"Lab UVC Camera\" }\n"));
    auto other = camera;
    other.node = "/dev/video1";
    EXPECT_THAT(devices_text({camera, other}), HasSubstr("    device: /dev/video0    # its number may change: nothing lasting tells it apart\n"));
}

TEST(Devices, WriteAConfigThatMeansEachCamera) {
    const std::string yaml = devices_yaml({webcam_at(0, "1-1", "0123"), webcam_at(2, "1-2", "7"), webcam_at(4, "1-3", "7")});
    EXPECT_THAT(yaml, HasSubstr("    type: v4l2\n    match: { serial: \"0123\" }\n    format: mjpeg\n"));
    EXPECT_THAT(yaml, HasSubstr("    match: { usb_port: 1-2 }    # /dev/video4 has the same serial: the USB port tells them apart\n"));
    EXPECT_THAT(yaml, Not(HasSubstr("device:")));
}

TEST(Devices, TellProgramsTheSame) {
    auto first = webcam_at(0, "1-1", "0123");
    first.links = {"/dev/v4l/by-id/usb-lab", "/dev/v4l/by-path/usb-0:1:1.0"};
    EXPECT_THAT(devices_json({first}), HasSubstr(R"("links":["/dev/v4l/by-id/usb-lab","/dev/v4l/by-path/usb-0:1:1.0"],"match":{"serial":"0123"},"same_serial":[])"));
    EXPECT_THAT(devices_json({first, webcam_at(2, "1-2", "0123")}), HasSubstr(R"("match":{"usb_port":"1-1"},"same_serial":["/dev/video2"])"));
    auto bare = webcam_at(0, "", "");
    bare.card = bare.name = "";
    EXPECT_THAT(devices_json({bare}), HasSubstr(R"("match":null)"));
}

}  // namespace
}  // namespace sluice::tool
