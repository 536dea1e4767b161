#include "camera_control_query.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

namespace sluice::v4l2 {

namespace {

constexpr std::size_t most_controls = V4L2_CID_MAX_CTRLS;
constexpr std::int64_t most_items = 256;
constexpr std::uint32_t next_one = V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND;

// What a driver wrote may lack its zero, and may hold anything.
template <typename Char, std::size_t N>
std::string driver_text(const Char (&field)[N]) {
    std::string out;
    for (std::size_t i = 0; i < N && field[i] != 0; ++i) {
        const auto byte = static_cast<unsigned char>(field[i]);
        out += byte < 0x20 || byte >= 0x7f ? '?' : static_cast<char>(byte);
    }
    const std::size_t begin = std::min(out.find_first_not_of(' '), out.size());
    return out.substr(begin, out.find_last_not_of(' ') + 1 - begin);
}

std::optional<CameraControl::Kind> kind_of(std::uint32_t type) {
    using Kind = CameraControl::Kind;
    switch (type) {
        case V4L2_CTRL_TYPE_INTEGER: return Kind::whole;
        case V4L2_CTRL_TYPE_BOOLEAN: return Kind::boolean;
        case V4L2_CTRL_TYPE_MENU: return Kind::menu;
        case V4L2_CTRL_TYPE_BUTTON: return Kind::button;
        case V4L2_CTRL_TYPE_INTEGER64: return Kind::wide;
        case V4L2_CTRL_TYPE_STRING: return Kind::text;
        case V4L2_CTRL_TYPE_BITMASK: return Kind::bits;
        case V4L2_CTRL_TYPE_INTEGER_MENU: return Kind::number_menu;
        default: return std::nullopt;
    }
}

int query_old(const Control& call, v4l2_query_ext_ctrl& query) {
    v4l2_queryctrl old{};
    old.id = query.id & ~static_cast<std::uint32_t>(V4L2_CTRL_FLAG_NEXT_COMPOUND);
    if (const int error = call_control(call, VIDIOC_QUERYCTRL, &old)) return error;
    query.id = old.id;
    query.type = old.type;
    std::memcpy(query.name, old.name, sizeof query.name);
    query.minimum = old.minimum;
    query.maximum = old.type == V4L2_CTRL_TYPE_BITMASK ? static_cast<std::int64_t>(static_cast<std::uint32_t>(old.maximum)) : old.maximum;
    query.step = old.step < 0 ? 1 : static_cast<std::uint64_t>(old.step);
    query.flags = old.flags;
    query.elems = 1;
    return 0;
}

// Drivers from before Linux 3.17 know the old question alone.
int query_one(const Control& call, v4l2_query_ext_ctrl& query) {
    const std::uint32_t id = query.id;
    const int error = call_control(call, VIDIOC_QUERY_EXT_CTRL, &query);
    if (error != ENOTTY) return error;
    query = {};
    query.id = id;
    return query_old(call, query);
}

void take_range(const v4l2_query_ext_ctrl& query, CameraControl& control) {
    control.least = query.minimum;
    control.most = query.maximum;
    control.step = std::max<std::uint64_t>(query.step, 1);
    control.flags = query.flags;
}

class ControlQuery {
public:
    explicit ControlQuery(const Control& call) : call_(call) {}

    std::vector<CameraControl> run() {
        // One that cannot be read (EIO of a webcam's firmware) would hide all behind it.
        if (!follow()) scan();
        return std::move(found_);
    }

private:
    // False: the driver cannot name the next one.
    bool follow() {
        std::uint32_t last = 0;
        for (std::size_t i = 0; i < most_controls; ++i) {
            v4l2_query_ext_ctrl query{};
            query.id = last | next_one;
            const int error = query_one(call_, query);
            if (error == ENODEV) return true;
            if (error != 0) return error == EINVAL && last != 0;
            // One that leads back would be followed for ever.
            if (query.id <= last) return true;
            last = query.id;
            add(query);
        }
        return true;
    }

    void scan() {
        scan(V4L2_CID_BASE, V4L2_CID_LASTP1);
        scan(V4L2_CID_CAMERA_CLASS_BASE + 1, V4L2_CID_CAMERA_CLASS_BASE + 64);
        scan(V4L2_CID_PRIVATE_BASE, V4L2_CID_PRIVATE_BASE + 64);
    }

    void scan(std::uint32_t first, std::uint32_t end) {
        for (std::uint32_t id = first; id < end; ++id) {
            v4l2_query_ext_ctrl query{};
            query.id = id;
            const int error = query_one(call_, query);
            if (error == ENODEV) return;
            if (error == 0 && query.id == id) add(query);
        }
    }

    void add(const v4l2_query_ext_ctrl& query) {
        const auto kind = kind_of(query.type);
        const bool single = query.elems <= 1 && query.nr_of_dims == 0;
        if (!kind || !single || (query.flags & V4L2_CTRL_FLAG_DISABLED) || !ids_.insert(query.id).second) return;
        CameraControl control;
        control.id = query.id;
        control.name = control_name(driver_text(query.name));
        control.kind = *kind;
        take_range(query, control);
        // Lengths beyond this are no texts that people write.
        if (*kind == CameraControl::Kind::text)
            control.bytes = static_cast<std::uint32_t>(std::clamp<std::int64_t>(query.maximum, 0, 4095)) + 1;
        if (control.is_menu()) read_items(control);
        // The first of two equal names: so it is reached by what v4l2-ctl -L prints.
        if (!control.name.empty() && names_.insert(control.name).second) found_.push_back(std::move(control));
    }

    void read_items(CameraControl& control) {
        const std::int64_t first = std::max<std::int64_t>(control.least, 0);
        for (std::int64_t i = 0; i < most_items && first + i <= control.most; ++i) {
            v4l2_querymenu item{};
            item.id = control.id;
            item.index = static_cast<std::uint32_t>(first + i);
            const int error = call_control(call_, VIDIOC_QUERYMENU, &item);
            if (error == ENODEV) return;
            if (error != 0) continue;  // menus have gaps
            const bool number = control.kind == CameraControl::Kind::number_menu;
            const std::int64_t value = number ? static_cast<std::int64_t>(item.value) : 0;
            control.items.push_back({first + i, number ? std::to_string(value) : driver_text(item.name), value});
        }
    }

    const Control& call_;
    std::vector<CameraControl> found_;
    std::set<std::uint32_t> ids_;
    std::set<std::string> names_;
};

}  // namespace

std::vector<CameraControl> query_controls(const Control& call) { return ControlQuery(call).run(); }

int refresh_control(const Control& call, CameraControl& control) {
    v4l2_query_ext_ctrl query{};
    query.id = control.id;
    const int error = query_one(call, query);
    if (error == 0) take_range(query, control);
    return error;
}

std::string control_name(std::string_view written) {
    std::string out;
    bool between = false;
    for (const char c : written) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
            between = !out.empty();
            continue;
        }
        if (std::exchange(between, false)) out += '_';
        out += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

int call_control(const Control& call, unsigned long request, void* argument) {
    constexpr int most_interruptions = 100;
    for (int i = 0; i < most_interruptions; ++i) {
        if (call(request, argument) >= 0) return 0;
        if (errno != EINTR) break;
    }
    return errno == 0 ? EIO : errno;
}

}  // namespace sluice::v4l2
