#include "camera_absent.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <utility>

#include "camera_sysfs.hpp"

namespace sluice::v4l2 {

namespace {

constexpr std::size_t most_listed = 8;
constexpr const char* look = "sluice devices lists the cameras";

/// "at usb port 1-1.2 with serial 0123"
std::string place_text(const Camera& camera) {
    std::string out;
    if (!camera.usb_port.empty()) out += " at usb port " + shown(camera.usb_port);
    if (!camera.serial.empty()) out += " with serial " + shown(camera.serial);
    return out;
}

std::string list_of(const std::vector<std::string>& items, const char* last_word) {
    std::string out;
    const std::size_t count = std::min(items.size(), most_listed);
    for (std::size_t i = 0; i < count; ++i) {
        const bool last = i + 1 == items.size();
        out += (i == 0 ? "" : last ? " " + std::string(last_word) + " " : ", ") + items[i];
    }
    return items.size() > count ? out + " and " + std::to_string(items.size() - count) + " more" : out;
}

std::string list_of(const std::vector<Camera>& cameras) {
    std::vector<std::string> items;
    for (const Camera& camera : cameras) items.push_back(shown(camera.node) + " " + model_text(camera) + place_text(camera));
    return list_of(items, "and");
}

/// How many letters to change, add or leave out to make one of the other.
std::size_t distance(std::string_view a, std::string_view b) {
    a = a.substr(0, 64);
    b = b.substr(0, 64);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t before = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j)
            before = std::exchange(row[j + 1], std::min({before + (a[i] == b[j] ? 0 : 1), row[j] + 1, row[j + 1] + 1}));
    }
    return row.back();
}

bool is_near(const std::string& asked, const std::string& there) {
    return !there.empty() && distance(asked, there) <= std::max<std::size_t>(1, asked.size() / 3);
}

/// Which conditions there are, which of them the camera misses, and whether only by a few letters.
struct Miss {
    unsigned asked = 0, missed = 0;
    bool nearly = false;
};

Miss miss_of(const Camera& camera, const CameraWish& wish) {
    Miss out;
    const auto compare = [&](const CameraWish& condition, bool near) {
        if (empty(condition)) return;
        ++out.asked;
        if (fits(camera, condition)) return;
        ++out.missed;
        out.nearly = near;
    };
    compare({.serial = wish.serial}, is_near(wish.serial, camera.serial));
    compare({.usb_port = wish.usb_port}, is_near(wish.usb_port, camera.usb_port));
    compare({.model = wish.model}, is_near(wish.model, camera.card) || is_near(wish.model, camera.usb_id));
    compare({.path = wish.path}, false);
    return out;
}

/// Who most likely was meant: it meets all but one of several conditions, or nearly the only one.
bool likely(const Miss& miss) { return miss.missed == 1 && (miss.asked > 1 || miss.nearly); }

bool same_model(const Camera& a, const Camera& b) { return a.usb_id == b.usb_id && (!a.usb_id.empty() || a.card == b.card); }

}  // namespace

std::vector<Camera> cameras_by_sysfs(std::vector<Camera> nodes) {
    for (Camera& node : nodes)
        if (node.driver.empty() && node.trouble.empty()) guess_role(node);
    std::erase_if(nodes, [](const Camera& node) { return !node.is_camera; });
    return nodes;
}

DeviceError known_gone(const Camera& known, bool serial_shared, const std::vector<Camera>& here) {
    const std::string name = model_text(known);
    const bool by_port = !known.usb_port.empty() && (known.serial.empty() || serial_shared);
    for (const Camera& camera : here) {
        const bool same = same_model(camera, known);
        if (camera.node != known.node || (same && camera.serial == known.serial)) continue;
        return DeviceError(Trouble::refused, shown(known.node) + " is now " + (same ? "another " : "") + model_text(camera) + (same ? place_text(camera) : "") +
                         ", not " + (same ? "the one" + place_text(known) : name),
                     "plug the old one in again, or write " + config_text(wish_for(camera, here)) + " for the new one");
    }
    for (const Camera& camera : here) {
        if (!same_model(camera, known) || camera.usb_port == known.usb_port || camera.serial != known.serial) continue;
        return DeviceError(Trouble::refused, name + " is no longer at usb port " + shown(known.usb_port) + "; an equal camera is at " + shown(camera.usb_port) +
                         ", and only the port tells them apart",
                     "plug it in where it was, or write " + config_text(wish_for(camera, here)));
    }
    return DeviceError(Trouble::absent, name + (by_port ? " at usb port " + shown(known.usb_port) : known.serial.empty() ? "" : " with serial " + shown(known.serial)) +
                     " is not here",
                 by_port ? "plug it in again, at the same port" : "plug it in again");
}

Error link_gone(const std::string& link, const std::vector<Camera>& here) {
    const std::string what = shown(link, 300) + " is not here";
    if (here.empty()) return Error(what + ", nor any camera", std::string("plug it in; ") + look);
    return Error(what, "plug it in, or name another: here is " + list_of(here));
}

Error none_fits(const CameraWish& wish, std::vector<Camera> here) {
    if (here.empty() || empty(wish)) {
        const std::string what = empty(wish) ? "no camera is here" : "no camera is here, so none " + conditions_text(wish);
        return Error(what, "plug one in; sluice devices shows what is there");
    }
    const auto rank = [&wish](const Camera& camera) {
        const Miss miss = miss_of(camera, wish);
        return std::pair(miss.missed, !miss.nearly);
    };
    std::stable_sort(here.begin(), here.end(), [&rank](const Camera& a, const Camera& b) { return rank(a) < rank(b); });
    const std::string what = "no camera " + conditions_text(wish) + " is here, but " + list_of(here);
    if (!likely(miss_of(here.front(), wish))) return Error(what, std::string("plug it in, or correct match; ") + look);
    return Error(what, "plug it in, or did you mean " + config_text(wish_for(here.front(), here)) + "?");
}

Error several_fit(const CameraWish& wish, const std::vector<Camera>& found, const std::vector<Camera>& here) {
    std::vector<Camera> all = here;
    for (const Camera& camera : found) {
        std::erase_if(all, [&camera](const Camera& other) { return other.node == camera.node; });
        all.push_back(camera);
    }
    std::vector<std::string> choices;
    for (const Camera& camera : found)
        choices.push_back(config_text(wish_for(camera, all)) + " for " + shown(camera.node) + " (" + shown(camera.card) + ")");
    const std::string conditions = conditions_text(wish);
    return Error(std::to_string(found.size()) + " cameras " + conditions + (conditions.empty() ? "" : " ") + "are here: " + list_of(found),
                 "write " + list_of(choices, "or"));
}

}  // namespace sluice::v4l2
