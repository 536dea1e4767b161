#include "sources/v4l2/usb_descriptors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sources/v4l2/usb_needs.hpp"
#include "tests/sources/v4l2/usb_fake_machine.hpp"

namespace sluice::v4l2 {
namespace {

using test::UsbDescriptorBytes;
using testing::ElementsAre;

CameraMode usb_mode(const char* format, unsigned width, unsigned height, unsigned fps) { return {format, {width, height}, {fps, 1}}; }

unsigned bytes_reserved(const UsbDescription& description, const CameraMode& mode) {
    const auto wish = find_wish(description, mode);
    const auto need = wish ? reservation_for(description, *wish, UsbSpeed::high) : std::nullopt;
    return need ? bytes_per_interval(*need) : 0;
}

TEST(UsbDescriptors, TellSettingsAndModes) {
    const UsbDescription camera = describe_usb(test::usual_webcam().bytes());
    ASSERT_EQ(camera.settings.size(), 9u);
    EXPECT_FALSE(camera.settings[0].video_stream);
    EXPECT_TRUE(camera.settings[1].video_stream);
    EXPECT_TRUE(camera.settings[1].endpoints.empty());
    ASSERT_EQ(camera.settings[8].endpoints.size(), 1u);
    EXPECT_EQ(camera.settings[8].number, 7u);
    EXPECT_EQ(camera.settings[8].endpoints[0].packet, 1024u);
    EXPECT_EQ(camera.settings[8].endpoints[0].transactions, 3u);
    ASSERT_EQ(camera.modes.size(), 5u);
    EXPECT_EQ(camera.modes[0].format, "mjpeg");
    EXPECT_EQ(camera.modes[0].width, 1280u);
    EXPECT_EQ(camera.modes[0].most_bit_rate, 147'456'000u);
    EXPECT_THAT(camera.modes[0].intervals, ElementsAre(333333u, 666666u, 1000000u));
    EXPECT_EQ(camera.modes[3].format, "yuyv");
    EXPECT_EQ(camera.modes[3].bits_per_pixel, 16u);
}

TEST(UsbDescriptors, TakeTheActiveConfigurationAlone) {
    UsbDescriptorBytes bytes;
    bytes.interface(1, 0).mjpeg().frame(true, 640, 480, 1000, {30});
    bytes.configuration(2).interface(1, 0).mjpeg().frame(true, 320, 240, 1000, {30});
    EXPECT_EQ(describe_usb(bytes.bytes(), 2).modes.at(0).width, 320u);
    EXPECT_EQ(describe_usb(bytes.bytes(), 1).modes.at(0).width, 640u);
    EXPECT_EQ(describe_usb(bytes.bytes(), 0).modes.size(), 1u);
    EXPECT_TRUE(describe_usb(bytes.bytes(), 3).settings.empty());
}

TEST(UsbDescriptors, LeaveOutWhatMakesNoSense) {
    UsbDescriptorBytes bytes;
    bytes.interface(1, 0).h264().frame(false, 640, 480, 1000, {30});   // frames of a format that is not read
    bytes.mjpeg().frame(false, 640, 480, 1000, {30});                  // of another kind than its format
    bytes.frame(true, 0, 480, 1000, {30}).frame(true, 640, 480, 1000, {});
    bytes.interface(2, 0, 3, 1).mjpeg().frame(true, 640, 480, 1000, {30});  // no video interface
    EXPECT_TRUE(describe_usb(bytes.bytes()).modes.empty());
}

TEST(UsbDescriptors, NeverReadPastTheirEnd) {
    const std::vector<std::byte> whole = test::usual_webcam().bytes();
    std::size_t last = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const std::size_t found = describe_usb(cut).settings.size() + describe_usb(cut).modes.size();
        EXPECT_GE(found, last);
        last = found;
    }
    EXPECT_EQ(last, 14u);
    for (const unsigned length : {0u, 1u, 255u}) {
        std::vector<std::byte> broken = whole;
        broken[18 + 9] = std::byte(length);  // of the first interface
        EXPECT_TRUE(describe_usb(broken).settings.empty() || length == 255);
    }
}

TEST(UsbDescriptors, AreBoundedHoweverManyThereAre) {
    UsbDescriptorBytes bytes;
    for (int i = 0; i < 2000; ++i) bytes.interface(1, 0);
    bytes.mjpeg();
    const UsbDescription many = describe_usb(bytes.bytes());
    EXPECT_EQ(many.settings.size(), 256u);
}

TEST(UsbNeeds, AreWhatTheCameraDeclares) {
    const UsbDescription camera = describe_usb(test::usual_webcam().bytes());
    // 18.4 MB/s are 2304 bytes a microframe and a header.
    EXPECT_EQ(bytes_reserved(camera, usb_mode("mjpeg", 1280, 720, 30)), 2688u);
    EXPECT_EQ(bytes_reserved(camera, usb_mode("jpeg", 1280, 720, 15)), 1536u);  // half of it, and the header
    EXPECT_EQ(bytes_reserved(camera, usb_mode("mjpeg", 640, 480, 30)), 1024u);
    EXPECT_EQ(bytes_reserved(camera, usb_mode("yuyv", 320, 240, 30)), 1024u);
    EXPECT_EQ(bytes_reserved(camera, usb_mode("yuyv", 320, 240, 15)), 512u);
    EXPECT_EQ(bytes_reserved(camera, usb_mode("yuyv", 1280, 720, 10)), 2688u);
    EXPECT_EQ(bytes_reserved(camera, usb_mode("yuyv", 1920, 1080, 30)), 0u);
    EXPECT_EQ(bytes_reserved(camera, usb_mode("nv12", 640, 480, 30)), 0u);
}

TEST(UsbNeeds, AreTheLargestSettingWhereNoneCarriesIt) {
    UsbDescriptorBytes bytes;
    bytes.interface(1, 0).mjpeg().frame(true, 1920, 1080, 995'328'000, {30}).interface(1, 1).isochronous(512).interface(1, 2).isochronous(1024, 2);
    EXPECT_EQ(bytes_reserved(describe_usb(bytes.bytes()), usb_mode("mjpeg", 1920, 1080, 30)), 2048u);
}

TEST(UsbNeeds, LeaveRoomForTheHeaderOfEachPayload) {
    UsbDescriptorBytes bytes;  // 32.768 Mbit/s are 512 bytes a microframe
    bytes.interface(1, 0).mjpeg().frame(true, 640, 480, 32'768'000, {30}).interface(1, 1).isochronous(512).interface(1, 2).isochronous(1024);
    EXPECT_EQ(bytes_reserved(describe_usb(bytes.bytes()), usb_mode("mjpeg", 640, 480, 30)), 1024u);
}

TEST(UsbNeeds, AreNotKnownOfASilentOrABulkCamera) {
    UsbDescriptorBytes silent;
    silent.interface(1, 0).mjpeg().frame(true, 640, 480, 0, {30}).interface(1, 1).isochronous(1024);
    EXPECT_EQ(bytes_reserved(describe_usb(silent.bytes()), usb_mode("mjpeg", 640, 480, 30)), 0u);
    UsbDescriptorBytes bulk;
    bulk.interface(1, 0).bulk().mjpeg().frame(true, 640, 480, 1'000'000, {30});
    EXPECT_TRUE(streams_in_bulk(describe_usb(bulk.bytes())));
    EXPECT_EQ(bytes_reserved(describe_usb(bulk.bytes()), usb_mode("mjpeg", 640, 480, 30)), 0u);
    EXPECT_FALSE(streams_in_bulk(describe_usb(test::usual_webcam().bytes())));
}

TEST(UsbNeeds, FollowARangeOfRates) {
    UsbDescriptorBytes bytes;
    bytes.interface(1, 0).mjpeg().frame(true, 640, 480, 60'000'000, {60, 5}, true);
    const UsbDescription camera = describe_usb(bytes.bytes());
    ASSERT_EQ(camera.modes.size(), 1u);
    EXPECT_TRUE(camera.modes[0].interval_range);
    EXPECT_EQ(find_wish(camera, usb_mode("mjpeg", 640, 480, 20))->interval, 500000u);
    EXPECT_EQ(find_wish(camera, usb_mode("mjpeg", 640, 480, 1))->interval, 2000000u);
    EXPECT_EQ(find_wish(camera, usb_mode("mjpeg", 640, 480, 0))->interval, 166666u);
    EXPECT_NEAR(*declared_bytes_per_second(*find_wish(camera, usb_mode("mjpeg", 640, 480, 20))), 2'500'000, 10);
}

// USB 2.0 5.11.3 at high speed: 61.6 us of the 100 for three times 1024, so that no two such cameras fit.
TEST(UsbPeriodicTime, IsTheSpecificationsFormula) {
    EXPECT_NEAR(*bus_share({true, 1024, 3, 125}, UsbSpeed::high), 0.616, 0.002);
    EXPECT_NEAR(*bus_share({true, 1024, 1, 125}, UsbSpeed::high), 0.205, 0.002);
    EXPECT_NEAR(*bus_share({true, 1024, 1, 250}, UsbSpeed::high), 0.103, 0.002);
    EXPECT_NEAR(*bus_share({true, 1023, 1, 1000}, UsbSpeed::full), 0.896, 0.002);
    EXPECT_FALSE(bus_share({true, 1024, 1, 125}, UsbSpeed::super));
    EXPECT_EQ(bytes_per_second({true, 1024, 3, 125}), 24'576'000);
    EXPECT_EQ(interval_us(4, true, UsbSpeed::high), 1000);
    EXPECT_EQ(interval_us(10, false, UsbSpeed::full), 10000);
    EXPECT_EQ(interval_us(0, true, UsbSpeed::high), 125);
}

TEST(UsbPeriodicTime, SuperSpeedCountsByItsCompanion) {
    UsbDescriptorBytes bytes;
    bytes.interface(1, 1).isochronous(1024).companion(24576);
    const UsbDescription camera = describe_usb(bytes.bytes());
    EXPECT_EQ(bytes_per_interval(periodic_of(camera.settings.at(0).endpoints.at(0), UsbSpeed::super)), 24576u);
    EXPECT_EQ(bytes_per_interval(periodic_of(camera.settings.at(0).endpoints.at(0), UsbSpeed::high)), 1024u);
}

}  // namespace
}  // namespace sluice::v4l2
