#include "camera_match.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace sluice::v4l2 {

namespace {

constexpr std::size_t most_of_path = 300;

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& letter : out) letter = lower(letter);
    return out;
}

/// "046d:082d"
bool is_usb_id(std::string_view text) {
    if (text.size() != 9 || text[4] != ':') return false;
    return std::all_of(text.begin(), text.end(), [](char letter) {
        const char c = lower(letter);
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':';
    });
}

bool contains(const std::string& text, const std::string& part) { return lower(text).find(lower(part)) != std::string::npos; }

bool fits_path(const Camera& camera, const std::string& glob) {
    const auto fits_one = [&glob](const std::string& path) { return ::fnmatch(glob.c_str(), path.c_str(), 0) == 0; };
    return fits_one(camera.node) || std::any_of(camera.links.begin(), camera.links.end(), fits_one);
}

/// It can be written into a config and means the same there.
bool writable(const std::string& text) {
    return !text.empty() && text.find("${") == std::string::npos &&
           std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

std::string in_quotes(const std::string& text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
    }
    return out + '"';
}

/// The one of the cameras that the wish means; nullptr: none or several.
const Camera* meant(const CameraWish& wish, const std::vector<Camera>& nodes) {
    const Camera* first = nullptr;
    for (const Camera& node : nodes) {
        if (!node.is_camera || !fits(node, wish)) continue;
        if (first && !same_function(*first, node)) return nullptr;
        if (!first || node.index < first->index) first = &node;
    }
    return first;
}

/// How many bytes of UTF-8 at its beginning are one harmless character; 0: none.
std::size_t harmless(std::string_view text) {
    const auto at = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    if (at(0) < 0x80) return at(0) >= 0x20 && at(0) != 0x7f ? 1 : 0;
    const std::size_t length = at(0) >= 0xf0 ? 4 : at(0) >= 0xe0 ? 3 : 2;
    if (at(0) < 0xc2 || at(0) > 0xf4 || length > text.size()) return 0;
    std::uint32_t code = at(0) & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0) != 0x80) return 0;
        code = code << 6 | (at(i) & 0x3f);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool valid = code >= least[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    // The control characters of Latin-1, and those that turn the direction or break the line.
    const bool obeyed = code < 0xa0 || (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                        (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
    return valid && !obeyed ? length : 0;
}

}  // namespace

bool empty(const CameraWish& wish) {
    return wish.device.empty() && wish.serial.empty() && wish.usb_port.empty() && wish.model.empty() && wish.path.empty();
}

std::string conditions_text(const CameraWish& wish) {
    std::string out;
    const auto add = [&out](const char* words, const std::string& value) {
        if (!value.empty()) out += (out.empty() ? "" : " ") + std::string(words) + " " + shown(value, most_of_path);
    };
    add("of model", wish.model);
    add("with serial", wish.serial);
    add("at usb port", wish.usb_port);
    add("at path", wish.path);
    return out;
}

std::string describe(const CameraWish& wish) {
    if (!wish.device.empty()) return shown(wish.device, most_of_path);
    return empty(wish) ? "the only camera" : "the camera " + conditions_text(wish);
}

std::string config_text(const CameraWish& wish) {
    if (!wish.device.empty()) return "device: " + shown(wish.device, most_of_path);
    std::string out;
    const auto add = [&out](const char* key, const std::string& value) {
        if (!value.empty()) out += (out.empty() ? "" : ", ") + std::string(key) + ": " + value;
    };
    // Quotes keep 0123 a text wherever the config is read.
    add("serial", wish.serial.empty() ? "" : in_quotes(wish.serial));
    const bool plain = wish.usb_port.find_first_not_of("0123456789.-") == std::string::npos;
    add("usb_port", plain ? wish.usb_port : in_quotes(wish.usb_port));
    add("model", wish.model.empty() ? "" : in_quotes(wish.model));
    add("path", wish.path.empty() ? "" : in_quotes(wish.path));
    return "match: { " + out + " }";
}

bool fits_model(const Camera& camera, const CameraWish& wish) {
    if (wish.model.empty()) return true;
    if (is_usb_id(wish.model)) return lower(camera.usb_id) == lower(wish.model);
    return contains(camera.card, wish.model) || contains(camera.name, wish.model);
}

bool fits_place(const Camera& camera, const CameraWish& wish) {
    if (!wish.usb_port.empty() && camera.usb_port != wish.usb_port) return false;
    if (!wish.path.empty() && !fits_path(camera, wish.path)) return false;
    return !is_usb_id(wish.model) || fits_model(camera, wish);
}

bool fits(const Camera& camera, const CameraWish& wish) {
    return fits_place(camera, wish) && fits_model(camera, wish) && (wish.serial.empty() || camera.serial == wish.serial);
}

bool same_function(const Camera& a, const Camera& b) {
    return !a.usb_port.empty() && a.usb_port == b.usb_port && a.usb_interface == b.usb_interface;
}

CameraWish wish_for(const Camera& camera, const std::vector<Camera>& nodes) {
    const std::string serial = writable(camera.serial) ? camera.serial : "";
    const std::string port = writable(camera.usb_port) ? camera.usb_port : "";
    const std::string model = writable(camera.card) ? camera.card : "";
    const std::string path = writable(camera.by_path) ? camera.by_path : "";
    std::vector<CameraWish> wishes;
    if (!serial.empty()) wishes.push_back({.serial = serial});
    if (!port.empty()) wishes.push_back({.usb_port = port});
    if (!serial.empty() && !model.empty()) wishes.push_back({.serial = serial, .model = model});
    if (!model.empty()) wishes.push_back({.usb_port = port, .model = model});
    if (!path.empty()) wishes.push_back({.path = path});
    for (CameraWish& wish : wishes)
        if (const Camera* one = meant(wish, nodes); one && one->node == camera.node) return std::move(wish);
    return {.device = camera.node};
}

std::vector<std::string> nodes_sharing_serial(const Camera& camera, const std::vector<Camera>& nodes) {
    std::vector<std::string> out;
    for (const Camera& other : nodes)
        if (other.is_camera && !camera.serial.empty() && other.serial == camera.serial && other.usb_port != camera.usb_port)
            out.push_back(other.node);
    return out;
}

std::string model_text(const Camera& camera) {
    // uvcvideo says "Cam: Cam" of a camera whose function is named like the device.
    const std::size_t half = camera.card.find(": ");
    const bool doubled = half != std::string::npos && camera.card.compare(0, half, camera.card, half + 2) == 0;
    const std::string name = camera.card.empty() ? "a camera without a name" : shown(doubled ? camera.card.substr(0, half) : camera.card);
    return camera.usb_id.empty() ? name : name + " (" + shown(camera.usb_id) + ")";
}

std::string shown(std::string_view text, std::size_t most) {
    std::string out;
    while (!text.empty()) {
        if (out.size() >= most) return out + "...";
        const std::size_t length = harmless(text);
        if (length == 0)
            out += '?';
        else
            out += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(1, length));
    }
    return out;
}

}  // namespace sluice::v4l2
