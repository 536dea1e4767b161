#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "camera_control.hpp"

namespace sluice::v4l2 {

/// What a person wrote for a control, read: a number (a menu's index), or a text.
struct ControlValue {
    std::int64_t number = 0;
    std::string text;  ///< of a text control alone
    friend bool operator==(const ControlValue&, const ControlValue&) = default;
};

/// Throws Error where the control cannot take it: what it takes is said.
[[nodiscard]] ControlValue read_control_value(const CameraControl& control, std::string_view written);

/// "156", "true", "50 Hz": what read_control_value() would take; of a menu, the index where it has no such item.
[[nodiscard]] std::string control_value_text(const CameraControl& control, const ControlValue& value);

/// "1 to 5000", "Disabled, 50 Hz, 60 Hz"; empty: it can only be read.
[[nodiscard]] std::string control_takes(const CameraControl& control);

/// One name is the other's in an older kernel, or they are equal.
[[nodiscard]] bool is_same_control(std::string_view a, std::string_view b);

/// The names a person may have meant, best first, at most three.
[[nodiscard]] std::vector<std::string> near_controls(std::string_view name, const std::vector<CameraControl>& controls);

}  // namespace sluice::v4l2
