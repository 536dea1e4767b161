#include "camera_controls.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <system_error>

#include <sluice/error.hpp>

#include "camera_control_automatic.hpp"
#include "camera_control_query.hpp"

namespace sluice::v4l2 {

namespace {

// Passes through everything: what is left of a list makes no sense any more.
class CameraGone : public Error {
public:
    CameraGone() : Error("the camera was unplugged while its controls were asked for", "they are set when it is back") {}
};

bool is_gone(int error) { return error == ENODEV || error == ENXIO; }

bool can_be_read(const CameraControl& control) {
    return control.kind != CameraControl::Kind::button && !(control.flags & V4L2_CTRL_FLAG_WRITE_ONLY);
}

// A volatile one has a new value at each look, and an inactive one is somebody else's.
bool stays(const CameraControl& control) {
    return can_be_read(control) && !(control.flags & (V4L2_CTRL_FLAG_VOLATILE | V4L2_CTRL_FLAG_INACTIVE));
}

// Wide numbers and texts do not fit through the older calls.
bool needs_extended(const CameraControl& control) {
    return control.kind == CameraControl::Kind::wide || control.kind == CameraControl::Kind::text;
}

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) out += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    return out;
}

[[noreturn]] void fail_unknown(std::string_view name, const std::vector<CameraControl>& controls) {
    const std::string what = "the camera has no control \"" + std::string(name.substr(0, 64)) + "\"";
    if (controls.empty()) throw Error(what + ", and no other");
    const std::vector<std::string> near = near_controls(name, controls);
    if (!near.empty()) throw Error(what, "did you mean " + listed(near) + "?");
    constexpr std::size_t most = 12;
    std::string known;
    for (std::size_t i = 0; i < std::min(controls.size(), most); ++i) known += (i ? ", " : "") + controls[i].name;
    throw Error(what, "it has " + known + (controls.size() > most ? " and more: v4l2-ctl -L lists them" : ""));
}

[[noreturn]] void fail_differs(const CameraControl& control, const ControlValue& asked, const ControlValue& now) {
    throw Error(control.name + " should be " + control_value_text(control, asked) + ", and the camera made it " + control_value_text(control, now),
                "it takes " + control_takes(control));
}

}  // namespace

struct CameraControls::Order {
    CameraControl* control;
    std::string_view text;
    ControlValue value{};
};

CameraControls::CameraControls(Control call) : call_(std::move(call)), controls_(query_controls(call_)) {}

std::vector<ControlState> CameraControls::states() const {
    std::vector<ControlState> out;
    bool gone = false;
    for (CameraControl control : controls_) {
        gone = gone || is_gone(refresh_control(call_, control));
        ControlState state{control.name, {}, control_takes(control)};
        ControlValue value;
        if (!gone && can_be_read(control) && read(control, value) == 0) state.value = control_value_text(control, value);
        if (!state.takes.empty() && (control.flags & V4L2_CTRL_FLAG_INACTIVE)) state.takes += " (inactive now)";
        out.push_back(std::move(state));
    }
    return out;
}

std::optional<std::int64_t> CameraControls::number(std::string_view name) const {
    for (const CameraControl& control : controls_) {
        if (!is_same_control(name, control.name)) continue;
        ControlValue value;
        const bool is_number = control.kind != CameraControl::Kind::text && can_be_read(control);
        if (is_number && read(control, value) == 0) return value.number;
    }
    return std::nullopt;
}

std::string CameraControls::set(std::string_view name, std::string_view value) {
    CameraControl& control = find(name);
    refresh(control);
    check_writable(control);
    const ControlValue now = put(control, read_control_value(control, value));
    return control.kind == CameraControl::Kind::button ? "pressed" : control_value_text(control, now);
}

std::vector<std::string> CameraControls::apply(const std::vector<std::pair<std::string, std::string>>& wanted) {
    std::vector<std::string> failures;
    std::vector<Order> orders;
    for (const auto& [name, value] : wanted) {
        try {
            orders.push_back({&find(name), value});
        } catch (const Error& error) {
            failures.emplace_back(error.what());
        }
    }
    try {
        apply(std::move(orders), failures);
    } catch (const CameraGone& gone) {
        return {gone.what()};
    }
    return failures;
}

void CameraControls::apply(std::vector<Order> orders, std::vector<std::string>& failures) {
    std::stable_partition(orders.begin(), orders.end(), [](const Order& order) { return is_automatic(order.control->id); });
    std::vector<Order> done;
    const auto attempt = [&](Order& order, auto&& action) {
        try {
            action(order);
            return true;
        } catch (const CameraGone&) {
            throw;
        } catch (const Error& error) {
            failures.emplace_back(error.what());
            return false;
        }
    };
    // Each round may make more of them active.
    for (std::size_t before = orders.size() + 1; orders.size() < before;) {
        before = orders.size();
        std::vector<Order> inactive;
        for (Order& order : orders) {
            refresh(*order.control);
            if (order.control->flags & V4L2_CTRL_FLAG_INACTIVE) {
                inactive.push_back(order);
                continue;
            }
            const bool set = attempt(order, [&](Order& each) {
                check_writable(*each.control);
                each.value = read_control_value(*each.control, each.text);
                (void)put(*each.control, each.value);
            });
            if (set) done.push_back(order);
        }
        orders = std::move(inactive);
    }
    for (Order& order : orders) attempt(order, [&](const Order& each) { fail_inactive(*each.control); });
    for (Order& order : done) {
        refresh(*order.control);
        attempt(order, [&](const Order& each) { check_again(*each.control, each.value); });
    }
}

CameraControl& CameraControls::find(std::string_view name) {
    const auto found = std::ranges::find(controls_, name, &CameraControl::name);
    if (found == controls_.end()) fail_unknown(name, controls_);
    return *found;
}

const CameraControl* CameraControls::with_id(std::uint32_t id) const {
    const auto found = std::ranges::find(controls_, id, &CameraControl::id);
    return found == controls_.end() ? nullptr : &*found;
}

void CameraControls::refresh(CameraControl& control) const {
    if (is_gone(refresh_control(call_, control))) throw CameraGone();
}

void CameraControls::check_writable(const CameraControl& control) const {
    if (control.flags & V4L2_CTRL_FLAG_READ_ONLY) throw Error(control.name + " can only be read", "remove it");
    if (control.flags & V4L2_CTRL_FLAG_GRABBED) refuse(control, EBUSY);
    if (control.flags & V4L2_CTRL_FLAG_INACTIVE) fail_inactive(control);
}

// Sets it and gives what the camera has now.
ControlValue CameraControls::put(const CameraControl& control, const ControlValue& value) const {
    if (const int error = write(control, value)) refuse(control, error);
    if (!can_be_read(control)) return value;
    ControlValue now;
    if (const int error = read(control, now)) {
        if (is_gone(error)) throw CameraGone();
        throw Error(control.name + " was set, and cannot be read back: " + std::generic_category().message(error));
    }
    if (stays(control) && now != value) fail_differs(control, value, now);
    return now;
}

// What was set later may have changed it; if so it is set once more.
void CameraControls::check_again(const CameraControl& control, const ControlValue& value) const {
    ControlValue now;
    if (stays(control) && read(control, now) == 0 && now != value) (void)put(control, value);
}

int CameraControls::read(const CameraControl& control, ControlValue& value) const {
    if (needs_extended(control)) return read_extended(control, value);
    v4l2_control one{control.id, 0};
    const int error = call_control(call_, VIDIOC_G_CTRL, &one);
    if (error == ENOTTY) return read_extended(control, value);
    value.number = control.kind == CameraControl::Kind::bits ? static_cast<std::int64_t>(static_cast<std::uint32_t>(one.value)) : one.value;
    return error;
}

int CameraControls::write(const CameraControl& control, const ControlValue& value) const {
    if (needs_extended(control)) return write_extended(control, value);
    v4l2_control one{control.id, static_cast<std::int32_t>(value.number)};
    const int error = call_control(call_, VIDIOC_S_CTRL, &one);
    return error == ENOTTY ? write_extended(control, value) : error;
}

int CameraControls::read_extended(const CameraControl& control, ControlValue& value) const {
    // One byte more than the driver is told of: it may leave out the zero.
    std::vector<char> text(std::size_t{control.bytes} + 1);
    v4l2_ext_control one{};
    one.id = control.id;
    if (control.kind == CameraControl::Kind::text) {
        one.size = control.bytes;
        one.string = text.data();
    }
    v4l2_ext_controls all{};
    all.ctrl_class = V4L2_CTRL_ID2CLASS(control.id);
    all.count = 1;
    all.controls = &one;
    if (const int error = call_control(call_, VIDIOC_G_EXT_CTRLS, &all)) return error;
    if (control.kind == CameraControl::Kind::text) value.text = text.data();
    else if (control.kind == CameraControl::Kind::wide) value.number = static_cast<std::int64_t>(one.value64);
    else if (control.kind == CameraControl::Kind::bits) value.number = static_cast<std::int64_t>(static_cast<std::uint32_t>(one.value));
    else value.number = one.value;
    return 0;
}

int CameraControls::write_extended(const CameraControl& control, const ControlValue& value) const {
    std::string text = value.text;
    text.resize(std::max<std::size_t>(text.size(), control.bytes));
    v4l2_ext_control one{};
    one.id = control.id;
    if (control.kind == CameraControl::Kind::text) {
        one.size = control.bytes;
        one.string = text.data();
    } else if (control.kind == CameraControl::Kind::wide) {
        one.value64 = value.number;
    } else {
        one.value = static_cast<std::int32_t>(value.number);
    }
    v4l2_ext_controls all{};
    all.ctrl_class = V4L2_CTRL_ID2CLASS(control.id);
    all.count = 1;
    all.controls = &one;
    return call_control(call_, VIDIOC_S_EXT_CTRLS, &all);
}

void CameraControls::refuse(const CameraControl& control, int error) const {
    if (is_gone(error)) throw CameraGone();
    std::string remedy;
    // Drivers before Linux 5.16 do not say "inactive", they fail.
    if (automatic_one(control, remedy)) fail_inactive(control);
    if (error == EBUSY)
        throw Error(control.name + " cannot be changed now: the driver holds it while frames are taken, or for another program",
                    "write it under controls: in the config, it is set before frames are taken");
    const std::string why = std::generic_category().message(error);
    const std::string takes = control_takes(control);
    throw Error("the driver refused to set " + control.name + ": " + why, takes.empty() ? "remove it" : "it says it takes " + takes);
}

void CameraControls::fail_inactive(const CameraControl& control) const {
    std::string remedy;
    if (const auto why = automatic_one(control, remedy)) throw Error(control.name + " is inactive while " + *why, "set " + remedy + " too");
    throw Error(control.name + " is inactive: another control decides it", "turn off what is automatic");
}

// "auto_exposure is Aperture Priority Mode", where that is what decides this one; `remedy`: "auto_exposure: Manual Mode".
std::optional<std::string> CameraControls::automatic_one(const CameraControl& control, std::string& remedy) const {
    for (const Automatic& automatic : automatics_of(control.id)) {
        const CameraControl* other = with_id(automatic.id);
        ControlValue now;
        if (!other || !can_be_read(*other) || read(*other, now) != 0) continue;
        if (now.number == automatic.by_hand || now.number == automatic.also_by_hand) continue;
        // Some cameras know one of the two alone.
        std::int64_t by_hand = automatic.by_hand;
        const auto has = [&](std::int64_t index) { return std::ranges::find(other->items, index, &CameraControl::Item::index) != other->items.end(); };
        if (other->is_menu() && !has(by_hand) && has(automatic.also_by_hand)) by_hand = automatic.also_by_hand;
        remedy = other->name + ": " + control_value_text(*other, {by_hand, {}});
        return other->name + " is " + control_value_text(*other, now);
    }
    return std::nullopt;
}

}  // namespace sluice::v4l2
