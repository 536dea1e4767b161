#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "camera_control.hpp"
#include "camera_formats.hpp"

namespace sluice::v4l2 {

/// All controls a person can set or read, in the driver's order; what consists of several values, and what is
/// disabled, is left out. However a driver answers, at most 1024 of 256 menu items each.
[[nodiscard]] std::vector<CameraControl> query_controls(const Control& call);

/// What changes while others are set: flags, range and step. 0, or errno.
int refresh_control(const Control& call, CameraControl& control);

/// "White Balance, Automatic" as white_balance_automatic: the rule of v4l2-ctl.
[[nodiscard]] std::string control_name(std::string_view written);

/// errno of an ioctl, 0 where it went well; asked again where a signal came between.
int call_control(const Control& call, unsigned long request, void* argument);

}  // namespace sluice::v4l2
