#include "sources/v4l2/camera_control_query.hpp"

#include <linux/videodev2.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "control_driver.hpp"

namespace sluice::v4l2 {
namespace {

using scripted::ControlDriver;
using scripted::webcam;

std::vector<std::string> names_in(ControlDriver& driver) {
    std::vector<std::string> out;
    for (const CameraControl& control : query_controls(driver.control())) out.push_back(control.name);
    return out;
}

// As v4l2-ctl 1.22.1 makes them of a driver's.
TEST(ControlQuery, NamesAreThoseOfV4l2Ctl) {
    const std::pair<const char*, const char*> pairs[] = {
        {"Brightness", "brightness"},
        {"White Balance, Automatic", "white_balance_automatic"},
        {"Exposure Time, Absolute", "exposure_time_absolute"},
        {"Exposure (Absolute)", "exposure_absolute"},
        {"Gain, Automatic.", "gain_automatic"},
        {"H264 I-Frame QP Value", "h264_i_frame_qp_value"},
        {"Color Effects, CbCr", "color_effects_cbcr"},
        {"S8 4 Element Array", "s8_4_element_array"},
        {"  LED1 -- Mode  ", "led1_mode"},
        {"Pan/Tilt_Reset", "pan_tilt_reset"},
        {"\xc3\x9c" "ber", "ber"},
        {"...", ""},
        {"", ""},
    };
    for (const auto& [written, name] : pairs) EXPECT_EQ(control_name(written), name);
}

TEST(ControlQuery, FindsThoseOfOldDrivers) {
    ControlDriver driver = webcam();
    const std::vector<std::string> all = names_in(driver);
    EXPECT_EQ(all.size(), 7U);
    driver.old = true;
    EXPECT_EQ(names_in(driver), all);
}

TEST(ControlQuery, FindsThoseBehindOneThatCannotBeRead) {
    ControlDriver driver = webcam();
    int questions = 0;
    driver.fault = [&](unsigned long request) { return request == VIDIOC_QUERY_EXT_CTRL && ++questions == 4 ? EIO : 0; };
    EXPECT_EQ(names_in(driver).size(), 7U);
}

TEST(ControlQuery, EndsWhereADriverLeadsInCircles) {
    int calls = 0;
    EXPECT_EQ(query_controls([&](unsigned long request, void* argument) {
        ++calls;
        if (request != VIDIOC_QUERY_EXT_CTRL) return -1;
        auto& query = *static_cast<v4l2_query_ext_ctrl*>(argument);
        query.id = V4L2_CID_BRIGHTNESS;
        query.type = V4L2_CTRL_TYPE_INTEGER;
        std::memcpy(query.name, "Same", 5);
        return 0;
    }).size(), 1U);
    EXPECT_LT(calls, 10);
    int more = 0;
    EXPECT_EQ(query_controls([&](unsigned long request, void* argument) {
        ++more;
        if (request != VIDIOC_QUERY_EXT_CTRL) return -1;
        auto& query = *static_cast<v4l2_query_ext_ctrl*>(argument);
        query.id = (query.id & 0x0fffffff) + 1;
        query.type = V4L2_CTRL_TYPE_INTEGER;
        std::memcpy(query.name, "Same", 5);
        return 0;
    }).size(), 1U);
    EXPECT_LE(more, 1100);
}

}  // namespace
}  // namespace sluice::v4l2
