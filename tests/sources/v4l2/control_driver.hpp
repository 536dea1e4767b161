#pragma once

#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sources/v4l2/camera_control_query.hpp"

namespace sluice::v4l2::scripted {

/// One control of the driver.
struct ControlEntry {
    std::uint32_t type = V4L2_CTRL_TYPE_INTEGER;
    std::string name;
    std::int64_t least = 0, most = 0;
    std::uint64_t step = 1;
    std::int64_t value = 0;
    std::uint32_t flags = 0;
    std::map<std::uint32_t, std::string> items{};
    std::vector<std::int64_t> numbers{};
    std::string text{};
    std::uint32_t elements = 1;
};

/// Controls in a table, which answers as uvcvideo and the kernel's control framework do, and can break their rules.
class ControlDriver {
public:
    std::map<std::uint32_t, ControlEntry> entries;
    std::function<int(unsigned long)> fault = [](unsigned long) { return 0; };  ///< errno of a call in its stead
    std::function<void(std::uint32_t id)> after_set = [](std::uint32_t) {};
    bool old = false;            ///< knows neither VIDIOC_QUERY_EXT_CTRL nor V4L2_CTRL_FLAG_NEXT_CTRL
    bool tells_inactive = true;  ///< else it fails, as before Linux 5.16
    int calls = 0;
    std::vector<std::string> set;  ///< names in the order of VIDIOC_S_*

    [[nodiscard]] Control control() {
        return [this](unsigned long request, void* argument) {
            ++calls;
            int error = fault(request);
            if (error == 0) error = answer(request, argument);
            errno = error;
            return error == 0 ? 0 : -1;
        };
    }

    [[nodiscard]] std::int64_t now(std::string_view name) const {
        for (const auto& [id, entry] : entries)
            if (control_name(entry.name) == name) return entry.value;
        return -1;
    }

private:
    int answer(unsigned long request, void* argument) {
        switch (request) {
            case VIDIOC_QUERY_EXT_CTRL: return old ? ENOTTY : query(*static_cast<v4l2_query_ext_ctrl*>(argument));
            case VIDIOC_QUERYCTRL: return query_old(*static_cast<v4l2_queryctrl*>(argument));
            case VIDIOC_QUERYMENU: return query_menu(*static_cast<v4l2_querymenu*>(argument));
            case VIDIOC_G_CTRL: {
                auto& one = *static_cast<v4l2_control*>(argument);
                const auto found = entries.find(one.id);
                if (found == entries.end()) return EINVAL;
                if (found->second.flags & V4L2_CTRL_FLAG_WRITE_ONLY) return EACCES;
                one.value = static_cast<std::int32_t>(found->second.value);
                return 0;
            }
            case VIDIOC_S_CTRL: {
                auto& one = *static_cast<v4l2_control*>(argument);
                return put(one.id, one.value, {});
            }
            case VIDIOC_G_EXT_CTRLS: return get_extended(*static_cast<v4l2_ext_controls*>(argument));
            case VIDIOC_S_EXT_CTRLS: return set_extended(*static_cast<v4l2_ext_controls*>(argument));
            default: return ENOTTY;
        }
    }

    std::map<std::uint32_t, ControlEntry>::iterator at(std::uint32_t asked) {
        const bool next = asked & (V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND);
        if (next && old) return entries.end();
        const std::uint32_t id = asked & ~(V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND);
        return next ? entries.upper_bound(id) : entries.find(id);
    }

    [[nodiscard]] std::uint32_t flags_of(std::uint32_t id) const {
        std::uint32_t flags = entries.at(id).flags;
        if (tells_inactive && is_taken_over(id)) flags |= V4L2_CTRL_FLAG_INACTIVE;
        return flags;
    }

    [[nodiscard]] bool is_taken_over(std::uint32_t id) const {
        const auto is = [&](std::uint32_t other, std::int64_t by_hand) { return entries.contains(other) && entries.at(other).value != by_hand; };
        if (id == V4L2_CID_EXPOSURE_ABSOLUTE) return is(V4L2_CID_EXPOSURE_AUTO, 1);
        if (id == V4L2_CID_WHITE_BALANCE_TEMPERATURE) return is(V4L2_CID_AUTO_WHITE_BALANCE, 0);
        if (id == V4L2_CID_FOCUS_ABSOLUTE) return is(V4L2_CID_FOCUS_AUTO, 0);
        return false;
    }

    int query(v4l2_query_ext_ctrl& query) {
        const auto found = at(query.id);
        if (found == entries.end()) return EINVAL;
        const ControlEntry& entry = found->second;
        query = {};
        query.id = found->first;
        query.type = entry.type;
        std::memcpy(query.name, entry.name.data(), std::min(sizeof query.name, entry.name.size()));
        query.minimum = entry.least;
        query.maximum = entry.most;
        query.step = entry.step;
        query.flags = flags_of(found->first);
        query.elems = entry.elements;
        query.nr_of_dims = entry.elements > 1 ? 1 : 0;
        return 0;
    }

    int query_old(v4l2_queryctrl& query) {
        const auto found = at(query.id);
        if (found == entries.end()) return EINVAL;
        const ControlEntry& entry = found->second;
        query = {};
        query.id = found->first;
        query.type = entry.type;
        std::memcpy(query.name, entry.name.data(), std::min(sizeof query.name, entry.name.size()));
        query.minimum = static_cast<std::int32_t>(entry.least);
        query.maximum = static_cast<std::int32_t>(entry.most);
        query.step = static_cast<std::int32_t>(entry.step);
        query.flags = flags_of(found->first);
        return 0;
    }

    int query_menu(v4l2_querymenu& item) {
        const ControlEntry& entry = entries.at(item.id);
        if (entry.type == V4L2_CTRL_TYPE_INTEGER_MENU) {
            if (item.index >= entry.numbers.size()) return EINVAL;
            item.value = entry.numbers[item.index];
            return 0;
        }
        const auto found = entry.items.find(item.index);
        if (found == entry.items.end()) return EINVAL;
        std::memset(item.name, 0, sizeof item.name);
        std::memcpy(item.name, found->second.data(), std::min(sizeof item.name, found->second.size()));
        return 0;
    }

    int put(std::uint32_t id, std::int64_t value, const std::string& text) {
        const auto found = entries.find(id);
        if (found == entries.end()) return EINVAL;
        ControlEntry& entry = found->second;
        if (entry.flags & V4L2_CTRL_FLAG_READ_ONLY) return EACCES;
        if (entry.flags & V4L2_CTRL_FLAG_GRABBED) return EBUSY;
        if (is_taken_over(id)) return EIO;
        if (entry.type == V4L2_CTRL_TYPE_INTEGER && entry.step > 0)
            value = entry.least + (value - entry.least) / static_cast<std::int64_t>(entry.step) * static_cast<std::int64_t>(entry.step);
        entry.value = value;
        entry.text = text;
        set.push_back(control_name(entry.name));
        after_set(id);
        return 0;
    }

    int get_extended(v4l2_ext_controls& all) {
        if (all.count != 1 || all.ctrl_class != V4L2_CTRL_ID2CLASS(all.controls->id)) return EINVAL;
        const ControlEntry& entry = entries.at(all.controls->id);
        if (entry.type == V4L2_CTRL_TYPE_STRING) {
            if (all.controls->size <= entry.text.size()) return ENOSPC;
            std::memcpy(all.controls->string, entry.text.c_str(), entry.text.size() + 1);
        } else {
            all.controls->value64 = entry.value;
        }
        return 0;
    }

    int set_extended(v4l2_ext_controls& all) {
        if (all.count != 1) return EINVAL;
        const bool text = entries.at(all.controls->id).type == V4L2_CTRL_TYPE_STRING;
        return put(all.controls->id, text ? 0 : std::int64_t{all.controls->value64}, text ? std::string(all.controls->string) : std::string());
    }
};

/// What a common webcam offers under Linux 6.1.
inline ControlDriver webcam() {
    ControlDriver driver;
    driver.entries = {
        {V4L2_CID_USER_CLASS, {V4L2_CTRL_TYPE_CTRL_CLASS, "User Controls"}},
        {V4L2_CID_BRIGHTNESS, {V4L2_CTRL_TYPE_INTEGER, "Brightness", -64, 64}},
        {V4L2_CID_AUTO_WHITE_BALANCE, {V4L2_CTRL_TYPE_BOOLEAN, "White Balance, Automatic", 0, 1, 1, 1}},
        {V4L2_CID_POWER_LINE_FREQUENCY,
         {V4L2_CTRL_TYPE_MENU, "Power Line Frequency", 0, 2, 1, 2, 0, {{0, "Disabled"}, {1, "50 Hz"}, {2, "60 Hz"}}}},
        {V4L2_CID_WHITE_BALANCE_TEMPERATURE, {V4L2_CTRL_TYPE_INTEGER, "White Balance Temperature", 2800, 6500, 10, 4600}},
        {V4L2_CID_CAMERA_CLASS, {V4L2_CTRL_TYPE_CTRL_CLASS, "Camera Controls"}},
        {V4L2_CID_EXPOSURE_AUTO,
         {V4L2_CTRL_TYPE_MENU, "Auto Exposure", 0, 3, 1, 3, 0, {{1, "Manual Mode"}, {3, "Aperture Priority Mode"}}}},
        {V4L2_CID_EXPOSURE_ABSOLUTE, {V4L2_CTRL_TYPE_INTEGER, "Exposure Time, Absolute", 1, 5000, 1, 156}},
        {V4L2_CID_EXPOSURE_AUTO_PRIORITY, {V4L2_CTRL_TYPE_BOOLEAN, "Exposure, Dynamic Framerate", 0, 1, 1, 1}},
    };
    return driver;
}

/// One control of each other kind, as vivid has them.
inline ControlDriver odd_camera() {
    ControlDriver driver;
    constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
    driver.entries = {
        {0x0098f900, {V4L2_CTRL_TYPE_BUTTON, "Button", 0, 0, 0, 0, V4L2_CTRL_FLAG_WRITE_ONLY | V4L2_CTRL_FLAG_EXECUTE_ON_WRITE}},
        {0x0098f901, {V4L2_CTRL_TYPE_INTEGER64, "Integer 64 Bits", -far - 1, far}},
        {0x0098f902, {V4L2_CTRL_TYPE_STRING, "String", 2, 4, 1}},
        {0x0098f903, {V4L2_CTRL_TYPE_BITMASK, "Bitmask", 0, 0x80002000, 0, 0x80002000}},
        {0x0098f904, {V4L2_CTRL_TYPE_INTEGER_MENU, "Integer Menu", 0, 3, 1, 1, 0, {}, {1, 10, 400, 42}}},
        {0x0098f905, {V4L2_CTRL_TYPE_U16, "U16 Matrix", 0, 9, 1, 0, 0, {}, {}, {}, 64}},
        {0x0098f906, {V4L2_CTRL_TYPE_INTEGER, "Read-Only", 0, 9, 1, 5, V4L2_CTRL_FLAG_READ_ONLY}},
        {0x0098f907, {V4L2_CTRL_TYPE_INTEGER, "Held", 0, 9, 1, 5, V4L2_CTRL_FLAG_GRABBED}},
        {0x0098f908, {V4L2_CTRL_TYPE_INTEGER, "Secret", 0, 9, 1, 5, V4L2_CTRL_FLAG_WRITE_ONLY}},
        {0x0098f909, {V4L2_CTRL_TYPE_INTEGER, "Restless", 0, 9, 1, 5, V4L2_CTRL_FLAG_VOLATILE}},
        {0x0098f90a, {V4L2_CTRL_TYPE_INTEGER, "Off", 0, 9, 1, 5, V4L2_CTRL_FLAG_DISABLED}},
        {0x0098f90b, {V4L2_CTRL_TYPE_INTEGER, "Odd", 0, 9, 1, 5, V4L2_CTRL_FLAG_INACTIVE}},
    };
    return driver;
}

}  // namespace sluice::v4l2::scripted
