#include "tools/sluice/devices/device_yaml.hpp"

#include "base/text.hpp"
#include "sources/v4l2/camera_match.hpp"
#include "sources/v4l2/camera_mode.hpp"
#include "tools/sluice/devices/device_text.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

std::string rate_text(Rate rate) {
    return rate.frames % rate.seconds == 0 ? std::to_string(rate.frames / rate.seconds) : text::cat(rate.frames, '/', rate.seconds);
}

std::string about(const v4l2::Camera& camera) {
    std::string out = printable(camera.card, 60);
    if (!camera.serial.empty()) out += text::cat(", serial \"", printable(camera.serial, 60), '"');
    if (!camera.usb_port.empty()) out += ", usb port " + printable(camera.usb_port, 40);
    return out;
}

std::string source_yaml(const std::string& name, const v4l2::Camera& camera, const v4l2::CameraMode& mode,
                        const std::vector<v4l2::Camera>& nodes) {
    std::string out = text::cat("  ", name, ":    # ", about(camera), '\n');
    out += "    type: v4l2\n";
    const std::string hint = wish_hint(camera, nodes);
    out += text::cat("    ", v4l2::config_text(v4l2::wish_for(camera, nodes)), hint.empty() ? "" : text::cat("    # ", hint), '\n');
    out += text::cat("    format: ", mode.format, '\n');
    out += text::cat("    size: ", mode.size.width, 'x', mode.size.height, '\n');
    if (mode.rate.frames > 0) out += text::cat("    fps: ", rate_text(mode.rate), '\n');
    return out;
}

}  // namespace

std::string devices_yaml(const std::vector<v4l2::Camera>& nodes) {
    std::string sources, names;
    int number = 0;
    for (const v4l2::Camera& camera : nodes) {
        const auto mode = camera.is_camera ? v4l2::preferred_mode(camera) : std::nullopt;
        if (!mode) continue;
        const std::string name = text::cat("cam", ++number);
        sources += source_yaml(name, camera, *mode, nodes);
        names += (names.empty() ? "" : ", ") + name;
    }
    if (names.empty()) return {};
    return text::cat("# By `sluice devices --yaml`. Run it: sluice run FILE; then look: sluice sub tcp://127.0.0.1:5555 cam1\n"
                     "# The names are yours to choose: they become topics, cam1/jpeg/.\n"
                     "sluice: 1\nsources:\n", sources,
                     "sinks:\n  live:\n    type: zmq\n    bind: \"tcp://127.0.0.1:5555\"\n    from: [", names, "]\n");
}

}  // namespace sluice::tool
