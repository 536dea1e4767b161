#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/source.hpp>

#include "camera_control.hpp"
#include "camera_control_text.hpp"
#include "camera_formats.hpp"

namespace sluice::v4l2 {

/// The controls of an open camera, by the names `v4l2-ctl -L` prints. Lives no longer than what `call` needs; a
/// camera that is gone answers with sentences. All calls from the device's lane.
class CameraControls {
public:
    /// Asks the driver which there are; none where it does not answer.
    explicit CameraControls(Control call);

    /// Each with its value now; the value of one that cannot be read is empty.
    [[nodiscard]] std::vector<ControlState> states() const;

    /// Its value now as an integer: a menu's index, 0 or 1. The name may be an older kernel's. Nothing: there is none,
    /// or it cannot be read.
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;

    /// Sets one and reads it back. Gives the value it has, as read_control_value() would take it. Throws Error: there
    /// is no such control, it does not take that, or the camera made something else of it.
    std::string set(std::string_view name, std::string_view value);

    /// Sets them all: what makes others inactive comes first, and all are compared once more at the end. A sentence for each that is
    /// not as wanted; one alone where the camera is gone.
    std::vector<std::string> apply(const std::vector<std::pair<std::string, std::string>>& wanted);

private:
    struct Order;

    [[nodiscard]] CameraControl& find(std::string_view name);
    [[nodiscard]] const CameraControl* with_id(std::uint32_t id) const;
    [[nodiscard]] int read(const CameraControl& control, ControlValue& value) const;
    [[nodiscard]] int write(const CameraControl& control, const ControlValue& value) const;
    [[nodiscard]] int read_extended(const CameraControl& control, ControlValue& value) const;
    [[nodiscard]] int write_extended(const CameraControl& control, const ControlValue& value) const;
    void refresh(CameraControl& control) const;
    void check_writable(const CameraControl& control) const;
    ControlValue put(const CameraControl& control, const ControlValue& value) const;
    void check_again(const CameraControl& control, const ControlValue& value) const;
    void apply(std::vector<Order> orders, std::vector<std::string>& failures);
    [[noreturn]] void refuse(const CameraControl& control, int error) const;
    [[noreturn]] void fail_inactive(const CameraControl& control) const;
    [[nodiscard]] std::optional<std::string> automatic_one(const CameraControl& control, std::string& remedy) const;

    Control call_;
    std::vector<CameraControl> controls_;
};

}  // namespace sluice::v4l2
