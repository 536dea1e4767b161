#include "camera_settings.hpp"

#include <algorithm>

namespace sluice::v4l2 {

namespace {

std::string text_in(const Params& p, std::string_view map, std::string_view key) {
    for (std::size_t i = 0; i < p.count(map); ++i)
        if (p.key(map, i) == key) return std::string(p.text(map, i));
    return {};
}

// As the kernel names ports: the bus, then the way down from hub to hub.
bool is_usb_port(std::string_view text) {
    const auto number = [&text] {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(digits);
        return digits > 0;
    };
    if (!number() || !text.starts_with('-')) return false;
    do {
        text.remove_prefix(1);
        if (!number()) return false;
    } while (text.starts_with('.'));
    return text.empty();
}

bool is_word(const Params& p, std::string_view name) { return p.kind(name) == ParamKind::choice; }

ModeWish mode_wish(const Params& p) {
    ModeWish wish;
    if (p.has("format")) wish.format = p.text("format");
    if (p.has("size") && !(wish.size_max = is_word(p, "size"))) wish.size = p.size("size");
    if (p.has("fps") && !(wish.rate_max = is_word(p, "fps"))) wish.rate = p.rate("fps");
    return wish;
}

}  // namespace

CameraSettings settings_of(const Params& p) {
    CameraSettings settings;
    if (p.has("device")) settings.camera.device = p.text("device");
    settings.camera.serial = text_in(p, "match", "serial");
    settings.camera.usb_port = text_in(p, "match", "usb_port");
    settings.camera.model = text_in(p, "match", "model");
    settings.camera.path = text_in(p, "match", "path");
    settings.mode = mode_wish(p);
    const std::string_view validate = p.text("validate");
    settings.validate = validate == "strict" ? Validate::strict : validate == "off" ? Validate::off : Validate::normal;
    settings.insert_dht = p.text("insert_dht") == "auto";
    settings.rests = p.text("idle") == "stop";
    if (p.has("buffers")) settings.buffers = static_cast<unsigned>(p.whole("buffers"));
    for (std::size_t i = 0; i < p.count("controls"); ++i) settings.controls.emplace_back(p.key("controls", i), p.text("controls", i));
    return settings;
}

void check_settings(const Params& p, Complaints& complaints) {
    if (p.has("device") && p.has("match"))
        complaints.add("match", "device names the camera already", "write device or match, not both");
    const std::string port = text_in(p, "match", "usb_port");
    if (!port.empty() && !is_usb_port(port))
        complaints.add("match", "usb_port \"" + port + "\" is no port of USB", "write it like 1-1.2; sluice devices says where each camera is");
}

}  // namespace sluice::v4l2
