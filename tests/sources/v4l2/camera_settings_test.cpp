#include "sources/v4l2/camera_settings.hpp"

#include <gtest/gtest.h>

#include "sources/v4l2/v4l2_source.hpp"
#include "tests/support/fake_params.hpp"

namespace sluice::v4l2 {
namespace {

CameraSettings settings(test::Texts texts) { return settings_of(test::FakeParams(v4l2_source, std::move(texts))); }

TEST(CameraSettings, WithoutAnyKeyEverythingIsOursToChoose) {
    const CameraSettings none = settings({});
    EXPECT_TRUE(empty(none.camera));
    EXPECT_FALSE(none.mode.format || none.mode.size || none.mode.rate || none.mode.size_max || none.mode.rate_max || none.buffers);
    EXPECT_EQ(none.validate, Validate::normal);
    EXPECT_TRUE(none.insert_dht);
    EXPECT_FALSE(none.rests);
    EXPECT_TRUE(none.controls.empty());
}

TEST(CameraSettings, AreWhatIsWritten) {
    const CameraSettings all = settings({{"match", {"serial=0123", "usb_port=1-1.2", "model=C920", "path=/dev/v4l/by-id/*"}},
                                         {"format", {"mjpeg"}},
                                         {"size", {"640x480"}},
                                         {"fps", {"1/60"}},
                                         {"buffers", {"6"}},
                                         {"validate", {"strict"}},
                                         {"insert_dht", {"never"}},
                                         {"idle", {"stop"}},
                                         {"controls", {"gain=7", "power_line_frequency=50 Hz"}}});
    EXPECT_EQ(all.camera.serial, "0123");
    EXPECT_EQ(all.camera.usb_port, "1-1.2");
    EXPECT_EQ(all.camera.model, "C920");
    EXPECT_EQ(all.camera.path, "/dev/v4l/by-id/*");
    EXPECT_EQ(all.mode.format, "mjpeg");
    EXPECT_EQ(all.mode.size, (Size{640, 480}));
    EXPECT_EQ(all.mode.rate, (Rate{1, 60}));
    EXPECT_EQ(all.buffers, 6u);
    EXPECT_EQ(all.validate, Validate::strict);
    EXPECT_FALSE(all.insert_dht);
    EXPECT_TRUE(all.rests);
    EXPECT_EQ(all.controls, (std::vector<std::pair<std::string, std::string>>{{"gain", "7"}, {"power_line_frequency", "50 Hz"}}));
}

TEST(CameraSettings, MaxIsAWordOfItsOwn) {
    const CameraSettings most = settings({{"size", {"max"}}, {"fps", {"max"}}, {"validate", {"off"}}});
    EXPECT_TRUE(most.mode.size_max);
    EXPECT_TRUE(most.mode.rate_max);
    EXPECT_FALSE(most.mode.size || most.mode.rate);
    EXPECT_EQ(most.validate, Validate::off);
}

class Told final : public Complaints {
public:
    void add(std::string_view param, std::string_view, std::string_view) override { params.emplace_back(param); }
    std::vector<std::string> params;
};

TEST(CameraSettings, OneNameForACameraIsEnough) {
    Told told;
    check_settings(test::FakeParams(v4l2_source, {{"device", {"/dev/video0"}}, {"match", {"serial=1"}}}), told);
    EXPECT_EQ(told.params, std::vector<std::string>{"match"});
    Told fine;
    check_settings(test::FakeParams(v4l2_source, {{"match", {"serial=1"}}}), fine);
    EXPECT_TRUE(fine.params.empty());
}

TEST(CameraSettings, APortOfUsbHasItsForm) {
    const auto told = [](const std::string& port) {
        Told out;
        check_settings(test::FakeParams(v4l2_source, {{"match", {"usb_port=" + port}}}), out);
        return out.params;
    };
    for (const char* port : {"1-1", "1-1.2", "12-1.4.3.2"}) EXPECT_TRUE(told(port).empty()) << port;
    for (const char* port : {"1", "1-", "-1", "1.2", "1-1.", "1-1..2", "1-1-2", "usb1", "1-1:1.0", "/dev/video0"})
        EXPECT_EQ(told(port), std::vector<std::string>{"match"}) << port;
}

}  // namespace
}  // namespace sluice::v4l2
