#include "tests/support/fake_driver/fake_controls.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

namespace sluice::test {

namespace {

template <typename Char, std::size_t N>
void put_text(Char (&field)[N], const std::string& text) {
    std::memcpy(field, text.c_str(), std::min(N, text.size() + 1));
}

}  // namespace

FakeControls::FakeControls()
    : items_{
          {V4L2_CID_USER_CLASS, V4L2_CTRL_TYPE_CTRL_CLASS, "User Controls", 0, 0, 0, 0, 0, V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY},
          {V4L2_CID_BRIGHTNESS, V4L2_CTRL_TYPE_INTEGER, "Brightness", 0, 255, 1, 128, 128},
          {V4L2_CID_POWER_LINE_FREQUENCY, V4L2_CTRL_TYPE_MENU, "Power Line Frequency", 0, 2, 1, 2, 2, 0, {"Disabled", "50 Hz", "60 Hz"}},
          {V4L2_CID_CAMERA_CLASS, V4L2_CTRL_TYPE_CTRL_CLASS, "Camera Controls", 0, 0, 0, 0, 0, V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY},
          {V4L2_CID_EXPOSURE_AUTO, V4L2_CTRL_TYPE_MENU, "Auto Exposure", 0, 3, 1, 3, 3, 0, {"", "Manual Mode", "", "Aperture Priority Mode"}},
          {V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, "Exposure Time, Absolute", 3, 2047, 1, 250, 250},
          {V4L2_CID_EXPOSURE_AUTO_PRIORITY, V4L2_CTRL_TYPE_BOOLEAN, "Exposure, Dynamic Framerate", 0, 1, 1, 0, 0},
          {V4L2_CID_PRIVACY, V4L2_CTRL_TYPE_BOOLEAN, "Privacy", 0, 1, 1, 0, 0, V4L2_CTRL_FLAG_READ_ONLY},
      } {
    std::ranges::sort(items_, {}, &Item::id);
}

std::int32_t FakeControls::value(std::uint32_t id) const { return find(id)->value; }

const FakeControls::Item* FakeControls::find(std::uint32_t id) const {
    const bool next = (id & (V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND)) != 0;
    const bool plain = !next || (id & V4L2_CTRL_FLAG_NEXT_CTRL) != 0;
    const std::uint32_t wanted = id & V4L2_CTRL_ID_MASK;
    for (const Item& item : items_)
        if (plain && (next ? item.id > wanted : item.id == wanted)) return &item;
    return nullptr;
}

std::uint32_t FakeControls::flags_of(const Item& item) const {
    const bool automatic = value(V4L2_CID_EXPOSURE_AUTO) != V4L2_EXPOSURE_MANUAL;
    return item.flags | (item.id == V4L2_CID_EXPOSURE_ABSOLUTE && automatic ? V4L2_CTRL_FLAG_INACTIVE : 0U);
}

int FakeControls::query(v4l2_queryctrl& query) const {
    const Item* item = find(query.id);
    if (!item) return EINVAL;
    query = {};
    query.id = item->id;
    query.type = item->type;
    put_text(query.name, item->name);
    query.minimum = item->least;
    query.maximum = item->most;
    query.step = item->step;
    query.default_value = item->fallback;
    query.flags = flags_of(*item);
    return 0;
}

int FakeControls::query(v4l2_query_ext_ctrl& query) const {
    const Item* item = find(query.id);
    if (!item) return EINVAL;
    query = {};
    query.id = item->id;
    query.type = item->type;
    put_text(query.name, item->name);
    query.minimum = item->least;
    query.maximum = item->most;
    query.step = static_cast<std::uint64_t>(item->step);
    query.default_value = item->fallback;
    query.flags = flags_of(*item);
    query.elem_size = 4;
    query.elems = 1;
    return 0;
}

int FakeControls::query_menu(v4l2_querymenu& query) const {
    const Item* item = find(query.id);
    if (!item || query.index >= item->menu.size() || item->menu[query.index].empty()) return EINVAL;
    std::memcpy(&query.name, item->menu[query.index].c_str(), item->menu[query.index].size() + 1);  // a packed field
    return 0;
}

int FakeControls::get(v4l2_control& control) const {
    const Item* item = find(control.id);
    if (!item) return EINVAL;
    if (item->type == V4L2_CTRL_TYPE_CTRL_CLASS) return EACCES;
    control.value = item->value;
    return 0;
}

int FakeControls::set(v4l2_control& control) {
    if (const int error = change(control.id, control.value)) return error;
    return get(control);
}

int FakeControls::get(v4l2_ext_controls& controls) const {
    for (v4l2_ext_control& each : std::span(controls.controls, controls.count)) {
        v4l2_control one{each.id, 0};
        if (const int error = get(one)) {
            controls.error_idx = controls.count;
            return error;
        }
        each.value = one.value;
    }
    return 0;
}

int FakeControls::set(v4l2_ext_controls& controls) {
    for (std::uint32_t i = 0; i < controls.count; ++i) {
        if (const int error = change(controls.controls[i].id, controls.controls[i].value)) {
            controls.error_idx = i;
            return error;
        }
        controls.controls[i].value = value(controls.controls[i].id);
    }
    return 0;
}

// As the kernel's framework: whole numbers are pressed into their range, menus must name an item.
int FakeControls::change(std::uint32_t id, std::int32_t value) {
    const auto item = std::ranges::find(items_, id, &Item::id);
    if (item == items_.end()) return EINVAL;
    if ((item->flags & V4L2_CTRL_FLAG_READ_ONLY) != 0) return EACCES;
    const bool named = value >= 0 && static_cast<std::size_t>(value) < item->menu.size() && !item->menu[static_cast<std::size_t>(value)].empty();
    if (!item->menu.empty() && !named) return value < item->least || value > item->most ? ERANGE : EINVAL;
    item->value = std::clamp(value, item->least, item->most);
    return 0;
}

}  // namespace sluice::test
