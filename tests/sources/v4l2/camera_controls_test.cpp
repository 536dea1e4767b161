// A camera's controls, on a driver made of a table.
#include "sources/v4l2/camera_controls.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "sources/v4l2/camera_control_query.hpp"
#include "control_driver.hpp"

namespace sluice::v4l2 {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

using scripted::ControlDriver;
using scripted::odd_camera;
using scripted::webcam;

std::string failure_of(CameraControls& controls, std::string_view name, std::string_view value) {
    try {
        return "set to " + controls.set(name, value);
    } catch (const Error& error) {
        return error.what();
    }
}

std::string listing(const CameraControls& controls) {
    std::string out;
    for (const ControlState& state : controls.states()) out += state.name + " = " + state.value + " (" + state.takes + ")\n";
    return out;
}

using Wanted = std::vector<std::pair<std::string, std::string>>;

TEST(CameraControls, AreListedWithWhatTheyTake) {
    ControlDriver driver = webcam();
    const CameraControls controls(driver.control());
    EXPECT_EQ(listing(controls),
              "brightness = 0 (-64 to 64)\n"
              "white_balance_automatic = true (true, false)\n"
              "power_line_frequency = 60 Hz (Disabled, 50 Hz, 60 Hz)\n"
              "white_balance_temperature = 4600 (2800 to 6500 in steps of 10 (inactive now))\n"
              "auto_exposure = Aperture Priority Mode (Manual Mode, Aperture Priority Mode)\n"
              "exposure_time_absolute = 156 (1 to 5000 (inactive now))\n"
              "exposure_dynamic_framerate = true (true, false)\n");
}

TEST(CameraControls, OfEveryKindAreListed) {
    ControlDriver driver = odd_camera();
    driver.entries.at(0x0098f902).text = "abc";
    const CameraControls controls(driver.control());
    EXPECT_EQ(listing(controls),
              "button =  (press)\n"
              "integer_64_bits = 0 (-9223372036854775808 to 9223372036854775807)\n"
              "string = abc (a text of 2 to 4 characters)\n"
              "bitmask = 0x80002000 (bits of 0x80002000)\n"
              "integer_menu = 10 (1, 10, 400, 42)\n"
              "read_only = 5 ()\n"
              "held = 5 (0 to 9)\n"
              "secret =  (0 to 9)\n"
              "restless = 5 (0 to 9)\n"
              "odd = 5 (0 to 9 (inactive now))\n");
}

TEST(CameraControls, AreGivenAsNumbers) {
    ControlDriver driver = webcam();
    const CameraControls controls(driver.control());
    EXPECT_EQ(controls.number("exposure_dynamic_framerate"), 1);
    EXPECT_EQ(controls.number("power_line_frequency"), 2);
    EXPECT_EQ(controls.number("exposure_auto_priority"), 1) << "the name of older kernels";
    EXPECT_EQ(controls.number("zoom"), std::nullopt);
    ControlDriver odd = odd_camera();
    const CameraControls others(odd.control());
    EXPECT_EQ(others.number("string"), std::nullopt);
    EXPECT_EQ(others.number("secret"), std::nullopt);
    EXPECT_EQ(others.number("button"), std::nullopt);
}

TEST(CameraControls, TakeWhatPeopleWrite) {
    ControlDriver driver = webcam();
    CameraControls controls(driver.control());
    for (const char* yes : {"true", "on", "Yes", "1"}) EXPECT_EQ(controls.set("exposure_dynamic_framerate", yes), "true") << yes;
    for (const char* no : {"false", "OFF", "no", "0"}) EXPECT_EQ(controls.set("exposure_dynamic_framerate", no), "false") << no;
    EXPECT_EQ(controls.set("brightness", "-64"), "-64");
    EXPECT_EQ(controls.set("brightness", "0x10"), "16");
    EXPECT_EQ(controls.set("brightness", " 5 "), "5");
    EXPECT_EQ(controls.set("power_line_frequency", "50 hz"), "50 Hz");
    EXPECT_EQ(controls.set("power_line_frequency", " Disabled"), "Disabled");
    EXPECT_EQ(controls.set("power_line_frequency", "2"), "60 Hz");
    EXPECT_EQ(controls.set("auto_exposure", "manual mode"), "Manual Mode");
    EXPECT_EQ(controls.set("exposure_time_absolute", "300"), "300");
    EXPECT_EQ(driver.now("exposure_time_absolute"), 300);
}

TEST(CameraControls, OfEveryKindAreSet) {
    ControlDriver driver = odd_camera();
    CameraControls controls(driver.control());
    EXPECT_EQ(controls.set("button", "press"), "pressed");
    EXPECT_EQ(controls.set("integer_64_bits", "-9223372036854775808"), "-9223372036854775808");
    EXPECT_EQ(controls.set("integer_64_bits", "0x7fffffffffffffff"), "9223372036854775807");
    EXPECT_EQ(controls.set("string", "a b"), "a b");
    EXPECT_EQ(controls.set("bitmask", "0x80000000"), "0x80000000");
    EXPECT_EQ(controls.set("integer_menu", "400"), "400");
    EXPECT_EQ(driver.now("integer_menu"), 2);
    EXPECT_EQ(controls.set("integer_menu", "3"), "42") << "its index";
    EXPECT_EQ(controls.set("secret", "7"), "7");
    driver.after_set = [&](std::uint32_t id) { driver.entries.at(id).value = 8; };
    EXPECT_EQ(controls.set("restless", "7"), "8") << "it goes its own way";
}

TEST(CameraControls, ValuesOfEachThatAreWrongAreRefused) {
    ControlDriver driver = odd_camera();
    CameraControls controls(driver.control());
    const std::pair<const char*, const char*> wrong[] = {
        {"button", "0"}, {"button", ""}, {"integer_64_bits", "9223372036854775808"}, {"integer_64_bits", "-9223372036854775809"},
        {"integer_64_bits", "1.5"}, {"integer_64_bits", "--1"}, {"integer_64_bits", "0x"}, {"integer_64_bits", "1e3"}, {"string", "a"},
        {"string", "abcde"}, {"bitmask", "1"}, {"bitmask", "-1"}, {"integer_menu", "4"}, {"integer_menu", "-1"}, {"integer_menu", ""}};
    for (const auto& [name, value] : wrong) EXPECT_THAT(failure_of(controls, name, value), StartsWith(std::string(name) + " cannot be \"" + value + "\"; it takes "));
    EXPECT_THAT(driver.set, IsEmpty());
}

TEST(CameraControls, RefusalsSayWhatIsTaken) {
    ControlDriver driver = webcam();
    CameraControls controls(driver.control());
    EXPECT_EQ(failure_of(controls, "brightness", "65"), "brightness cannot be \"65\"; it takes -64 to 64");
    EXPECT_EQ(failure_of(controls, "exposure_dynamic_framerate", "2"), "exposure_dynamic_framerate cannot be \"2\"; it takes true, false");
    EXPECT_EQ(failure_of(controls, "power_line_frequency", "55 Hz"),
              "power_line_frequency cannot be \"55 Hz\"; it takes Disabled, 50 Hz, 60 Hz");
    EXPECT_EQ(failure_of(controls, "auto_exposure", "2"), "auto_exposure cannot be \"2\"; it takes Manual Mode, Aperture Priority Mode");
    EXPECT_EQ(failure_of(controls, "brightness", std::string(500, 'x')).size(), 60U + 46U);
    EXPECT_EQ(failure_of(controls, "brightness", "a\nb"), "brightness cannot be \"a?b\"; it takes -64 to 64");
}

TEST(CameraControls, UnknownNamesLeadToNearOnes) {
    ControlDriver driver = webcam();
    driver.entries[V4L2_CID_CONTRAST] = {V4L2_CTRL_TYPE_INTEGER, "Contrast", 0, 9};
    CameraControls controls(driver.control());
    const auto next = [&](const char* name) {
        const std::string said = failure_of(controls, name, "1");
        const std::string what = std::string("the camera has no control \"") + name + "\"; ";
        EXPECT_THAT(said, StartsWith(what));
        return said.substr(std::min(what.size(), said.size()));
    };
    EXPECT_EQ(next("exposure_absolute"), "did you mean exposure_time_absolute?");
    EXPECT_EQ(next("exposure_auto"), "did you mean auto_exposure?");
    EXPECT_EQ(next("exposure_auto_priority"), "did you mean exposure_dynamic_framerate?");
    EXPECT_EQ(next("white_balance_temperature_auto"), "did you mean white_balance_automatic or white_balance_temperature?");
    EXPECT_EQ(next("Brigthness"), "did you mean brightness?");
    EXPECT_EQ(next("White Balance Temperature"), "did you mean white_balance_temperature?");
    EXPECT_EQ(next("zoom"), "it has brightness, contrast, white_balance_automatic, power_line_frequency, white_balance_temperature, "
                            "auto_exposure, exposure_time_absolute, exposure_dynamic_framerate");
    ControlDriver none;
    CameraControls nothing(none.control());
    EXPECT_THAT(nothing.states(), IsEmpty());
    EXPECT_EQ(failure_of(nothing, "zoom", "1"), "the camera has no control \"zoom\", and no other");
}

TEST(CameraControls, InactiveOnesNameTheReason) {
    for (const bool tells : {true, false}) {
        ControlDriver driver = webcam();
        driver.tells_inactive = tells;
        CameraControls controls(driver.control());
        EXPECT_EQ(failure_of(controls, "exposure_time_absolute", "300"),
                  "exposure_time_absolute is inactive while auto_exposure is Aperture Priority Mode; set auto_exposure: Manual Mode too");
        EXPECT_EQ(failure_of(controls, "white_balance_temperature", "5000"),
                  "white_balance_temperature is inactive while white_balance_automatic is true; set white_balance_automatic: false too");
        EXPECT_THAT(driver.set, IsEmpty());
    }
    ControlDriver odd = odd_camera();
    CameraControls others(odd.control());
    EXPECT_EQ(failure_of(others, "odd", "1"), "odd is inactive: another control decides it; turn off what is automatic");
}

TEST(CameraControls, ThatCannotBeSetSaySo) {
    ControlDriver driver = odd_camera();
    CameraControls controls(driver.control());
    EXPECT_EQ(failure_of(controls, "read_only", "1"), "read_only can only be read; remove it");
    EXPECT_THAT(failure_of(controls, "held", "1"), StartsWith("held cannot be changed now: the driver holds it"));
    EXPECT_THAT(failure_of(controls, "off", "1"), StartsWith("the camera has no control \"off\""));
    EXPECT_THAT(failure_of(controls, "u16_matrix", "1"), StartsWith("the camera has no control"));
}

TEST(CameraControls, WhatTheCameraMadeOfAValueIsSaid) {
    ControlDriver driver = webcam();
    CameraControls controls(driver.control());
    controls.set("white_balance_automatic", "off");
    EXPECT_EQ(failure_of(controls, "white_balance_temperature", "4603"),
              "white_balance_temperature should be 4603, and the camera made it 4600; it takes 2800 to 6500 in steps of 10");
    driver.after_set = [&](std::uint32_t id) { driver.entries.at(id).value = 1; };
    EXPECT_EQ(failure_of(controls, "power_line_frequency", "60 Hz"),
              "power_line_frequency should be 60 Hz, and the camera made it 50 Hz; it takes Disabled, 50 Hz, 60 Hz");
}

TEST(CameraControls, AutomaticOnesAreAppliedFirst) {
    for (const bool tells : {true, false}) {
        ControlDriver driver = webcam();
        driver.tells_inactive = tells;
        CameraControls controls(driver.control());
        const Wanted wanted = {{"exposure_time_absolute", "300"}, {"white_balance_temperature", "5000"}, {"brightness", "3"},
                               {"auto_exposure", "Manual Mode"}, {"white_balance_automatic", "off"}};
        EXPECT_THAT(controls.apply(wanted), IsEmpty());
        EXPECT_THAT(driver.set, ElementsAre("auto_exposure", "white_balance_automatic", "exposure_time_absolute", "white_balance_temperature", "brightness"));
    }
}

TEST(CameraControls, OnesThatBecomeActiveAreAppliedThen) {
    ControlDriver driver = webcam();
    // A maker's own switch, which no table knows.
    driver.entries[V4L2_CID_CAMERA_CLASS_BASE + 200] = {V4L2_CTRL_TYPE_BOOLEAN, "Maker Switch", 0, 1};
    driver.entries.at(V4L2_CID_BRIGHTNESS).flags = V4L2_CTRL_FLAG_INACTIVE;
    driver.after_set = [&](std::uint32_t id) {
        if (id == V4L2_CID_CAMERA_CLASS_BASE + 200) driver.entries.at(V4L2_CID_BRIGHTNESS).flags = 0;
    };
    CameraControls controls(driver.control());
    EXPECT_THAT(controls.apply({{"brightness", "9"}, {"maker_switch", "on"}}), IsEmpty());
    EXPECT_EQ(driver.now("brightness"), 9);
}

TEST(CameraControls, RangesThatMoveAreLookedAtAnew) {
    ControlDriver driver = webcam();
    driver.entries.at(V4L2_CID_BRIGHTNESS).most = 0;
    driver.after_set = [&](std::uint32_t id) {
        if (id == V4L2_CID_POWER_LINE_FREQUENCY) driver.entries.at(V4L2_CID_BRIGHTNESS).most = 64;
    };
    CameraControls controls(driver.control());
    EXPECT_THAT(controls.apply({{"power_line_frequency", "50 Hz"}, {"brightness", "9"}}), IsEmpty());
    EXPECT_EQ(controls.set("brightness", "10"), "10");
}

TEST(CameraControls, EachThatCannotBeAppliedHasItsSentence) {
    ControlDriver driver = webcam();
    CameraControls controls(driver.control());
    const auto said = controls.apply({{"brightnes", "1"}, {"exposure_time_absolute", "1"}, {"power_line_frequency", "hi"}, {"brightness", "7"}});
    EXPECT_THAT(said, ElementsAre(HasSubstr("did you mean brightness?"), StartsWith("power_line_frequency cannot be"),
                                  StartsWith("exposure_time_absolute is inactive while")));
    EXPECT_EQ(driver.now("brightness"), 7);
}

TEST(CameraControls, OnesChangedByLaterOnesAreSetAgain) {
    ControlDriver driver = webcam();
    bool once = true;
    driver.after_set = [&](std::uint32_t id) {
        if (id == V4L2_CID_POWER_LINE_FREQUENCY && std::exchange(once, false)) driver.entries.at(V4L2_CID_BRIGHTNESS).value = 0;
    };
    CameraControls controls(driver.control());
    const Wanted wanted = {{"brightness", "7"}, {"power_line_frequency", "50 Hz"}};
    EXPECT_THAT(controls.apply(wanted), IsEmpty());
    EXPECT_EQ(driver.now("brightness"), 7);
    // One that will not stay.
    driver.after_set = [&](std::uint32_t) { driver.entries.at(V4L2_CID_BRIGHTNESS).value = 0; };
    EXPECT_THAT(controls.apply(wanted), ElementsAre("brightness should be 7, and the camera made it 0; it takes -64 to 64"));
}

TEST(CameraControls, AnUnpluggedCameraIsOneSentence) {
    const Wanted wanted = {{"brightness", "3"}, {"auto_exposure", "Manual Mode"}, {"exposure_time_absolute", "300"}};
    int fine = 0;
    for (int at = 0; at < 30; ++at) {
        ControlDriver driver = webcam();
        CameraControls controls(driver.control());
        int left = at;
        driver.fault = [&](unsigned long) { return left-- > 0 ? 0 : ENODEV; };
        const auto said = controls.apply(wanted);
        if (said.empty()) ++fine;
        else EXPECT_THAT(said, ElementsAre(HasSubstr("unplugged"))) << at;
        EXPECT_EQ(controls.states().size(), 7U);
    }
    EXPECT_THAT(fine, AllOf(testing::Gt(0), testing::Lt(25)));
    ControlDriver driver = webcam();
    CameraControls controls(driver.control());
    driver.fault = [](unsigned long) { return ENODEV; };
    EXPECT_THAT(failure_of(controls, "brightness", "3"), HasSubstr("unplugged"));
}

TEST(CameraControls, EveryErrorAtEveryCallIsASentenceAtMost) {
    for (const int error : {EINTR, EAGAIN, EIO, ENODEV, ENOSPC, EBUSY, EACCES, ERANGE, EINVAL, ENOTTY, ETIMEDOUT})
        for (int at = 0; at < 50; ++at) {
            ControlDriver driver = webcam();
            int number = 0;
            driver.fault = [&](unsigned long) { return number++ == at ? error : 0; };
            CameraControls controls(driver.control());
            EXPECT_NO_THROW((void)controls.apply({{"brightness", "3"}, {"auto_exposure", "Manual Mode"}, {"exposure_time_absolute", "300"}}));
            EXPECT_NO_THROW((void)controls.states());
            if (error == EINTR) {
                EXPECT_EQ(driver.now("exposure_time_absolute"), 300) << at;
            }
        }
}

TEST(CameraControls, SignalsWithoutEndAreAnError) {
    ControlDriver driver = webcam();
    CameraControls controls(driver.control());
    driver.fault = [](unsigned long request) { return request == VIDIOC_S_CTRL ? EINTR : 0; };
    EXPECT_THAT(failure_of(controls, "brightness", "3"), StartsWith("the driver refused to set brightness: "));
}

TEST(CameraControls, HostileAnswersAreBounded) {
    ControlDriver driver;
    constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
    driver.entries = {
        {V4L2_CID_BRIGHTNESS, {V4L2_CTRL_TYPE_INTEGER, std::string(40, 'n'), 5, -5, 0, 1}},
        {V4L2_CID_CONTRAST, {V4L2_CTRL_TYPE_MENU, "Endless", -far, far, 0, 7, 0, {{0, std::string(40, 'm')}, {1, "a\x1b[2Jb\xff"}}}},
        {V4L2_CID_HUE, {V4L2_CTRL_TYPE_STRING, "Long", far, far}},
        {V4L2_CID_GAIN, {V4L2_CTRL_TYPE_INTEGER, "\x1b\x07"}},
        {V4L2_CID_SATURATION, {V4L2_CTRL_TYPE_INTEGER, "Wide", -far, far, 1, 1}},
        {V4L2_CID_GAMMA, {V4L2_CTRL_TYPE_BITMASK, "Mask", 5, -1, 0, 1}},
        {V4L2_CID_SHARPNESS, {V4L2_CTRL_TYPE_INTEGER, "wide", 0, 1, 1, 1}},
    };
    CameraControls controls(driver.control());
    EXPECT_LT(driver.calls, 600);
    const std::string all = listing(controls);
    EXPECT_THAT(all, HasSubstr(std::string(32, 'n') + " = 1 (a whole number)"));
    EXPECT_THAT(all, HasSubstr("endless = 7 (" + std::string(32, 'm') + ", a?[2Jb?)"));
    EXPECT_EQ(controls.set(std::string(32, 'n'), "77"), "77");
    EXPECT_THAT(failure_of(controls, "long", "x"), StartsWith("long cannot be"));
    EXPECT_THAT(failure_of(controls, "wide", "4294967296"), StartsWith("wide cannot be"));
    EXPECT_EQ(std::ranges::count(all, '\n'), 5) << all;
}

TEST(CameraControls, RandomRoundsEndAsConfigured) {
    std::mt19937 random(4);
    const auto pick = [&](std::int64_t least, std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(least, most)(random); };
    for (int round = 0; round < 200; ++round) {
        ControlDriver driver = webcam();
        driver.tells_inactive = round % 2 == 0;
        driver.entries.at(V4L2_CID_EXPOSURE_AUTO).value = pick(0, 1) ? 1 : 3;
        driver.entries.at(V4L2_CID_AUTO_WHITE_BALANCE).value = pick(0, 1);
        Wanted wanted = {{"auto_exposure", "Manual Mode"}, {"white_balance_automatic", "off"},
                         {"exposure_time_absolute", std::to_string(pick(1, 5000))}, {"brightness", std::to_string(pick(-64, 64))},
                         {"white_balance_temperature", std::to_string(pick(280, 650) * 10)}};
        std::ranges::shuffle(wanted, random);
        CameraControls controls(driver.control());
        EXPECT_THAT(controls.apply(wanted), IsEmpty());
        for (const auto& [name, value] : wanted) {
            const auto states = controls.states();
            const auto state = std::ranges::find(states, name, &ControlState::name);
            EXPECT_EQ(state->value, value == "off" ? "false" : value) << name;
        }
    }
}

}  // namespace
}  // namespace sluice::v4l2
