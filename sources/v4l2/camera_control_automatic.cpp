#include "camera_control_automatic.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sluice::v4l2 {

namespace {

// Exposure time and iris are by hand in one mode each, and both in manual mode.
constexpr Automatic exposure{V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL, V4L2_EXPOSURE_SHUTTER_PRIORITY};
constexpr Automatic iris{V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL, V4L2_EXPOSURE_APERTURE_PRIORITY};
constexpr Automatic white_balance{V4L2_CID_AUTO_WHITE_BALANCE};
constexpr Automatic preset_balance{V4L2_CID_AUTO_N_PRESET_WHITE_BALANCE};
constexpr Automatic focus{V4L2_CID_FOCUS_AUTO};
constexpr Automatic gain{V4L2_CID_AUTOGAIN};

constexpr std::array<std::pair<std::uint32_t, Automatic>, 21> taken_over = {{
    {V4L2_CID_EXPOSURE, exposure},
    {V4L2_CID_EXPOSURE_ABSOLUTE, exposure},
    {V4L2_CID_IRIS_ABSOLUTE, iris},
    {V4L2_CID_IRIS_RELATIVE, iris},
    {V4L2_CID_WHITE_BALANCE_TEMPERATURE, white_balance},
    {V4L2_CID_RED_BALANCE, white_balance},
    {V4L2_CID_BLUE_BALANCE, white_balance},
    {V4L2_CID_DO_WHITE_BALANCE, white_balance},
    {V4L2_CID_WHITE_BALANCE_TEMPERATURE, preset_balance},
    {V4L2_CID_RED_BALANCE, preset_balance},
    {V4L2_CID_BLUE_BALANCE, preset_balance},
    {V4L2_CID_FOCUS_ABSOLUTE, focus},
    {V4L2_CID_FOCUS_RELATIVE, focus},
    {V4L2_CID_GAIN, gain},
    {V4L2_CID_ANALOGUE_GAIN, gain},
    {V4L2_CID_GAIN, exposure},
    {V4L2_CID_HUE, {V4L2_CID_HUE_AUTO}},
    {V4L2_CID_BRIGHTNESS, {V4L2_CID_AUTOBRIGHTNESS}},
    {V4L2_CID_CHROMA_GAIN, {V4L2_CID_CHROMA_AGC}},
    {V4L2_CID_ISO_SENSITIVITY, {V4L2_CID_ISO_SENSITIVITY_AUTO, V4L2_ISO_SENSITIVITY_MANUAL, V4L2_ISO_SENSITIVITY_MANUAL}},
    {V4L2_CID_BACKLIGHT_COMPENSATION, exposure},
}};

}  // namespace

std::vector<Automatic> automatics_of(std::uint32_t id) {
    std::vector<Automatic> out;
    for (const auto& [own, automatic] : taken_over)
        if (own == id) out.push_back(automatic);
    return out;
}

bool is_automatic(std::uint32_t id) {
    return std::ranges::any_of(taken_over, [id](const auto& row) { return row.second.id == id; });
}

}  // namespace sluice::v4l2
