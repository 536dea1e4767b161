#include "usb_tree.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "camera_holders.hpp"
#include "usb_needs.hpp"

namespace sluice::v4l2 {

namespace {

/// "8.19", "30", "0.5"
std::string number_text(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    if (value >= 1000) std::snprintf(text, sizeof text, "%.0f", value);
    return text;
}

bool leads_to_camera(const UsbBus& bus, const UsbDevice& hub) {
    return std::any_of(bus.devices.begin(), bus.devices.end(),
                       [&](const UsbDevice& other) { return other.camera && other.port.starts_with(hub.port + "."); });
}

std::string reserved_text(const UsbBus& bus, const UsbDevice& device) {
    double bytes = 0, share = 0;
    bool exact = true, any = false;
    for (const UsbReservation& reserved : device.reserved) {
        if (!reserved.endpoint.isochronous) continue;
        any = true;
        exact &= reserved.exact;
        bytes += bytes_per_second(reserved.endpoint);
        share += device.speed == bus.speed ? bus_share(reserved.endpoint, bus.speed).value_or(0) : 0;
    }
    if (!any) return streams_in_bulk(device.description) ? "streams in bulk, reserves nothing" : "reserves nothing now";
    return std::string("reserves ") + (exact ? "" : "at least ") + speed_text(bytes) + (share > 0 ? ", " + share_text(share) : "");
}

std::string camera_line(const UsbBus& bus, const UsbDevice& device, const std::vector<Camera>& cameras) {
    const Camera* camera = camera_at(cameras, device.port);
    const std::string name = plain_text(camera && !camera->card.empty() ? camera->card : device.product);
    std::string out = device.port + " " + (name.empty() ? "camera" : name);
    if (camera) out += ", " + camera->node;
    out += ", " + number_text(device.mbit) + " Mbit/s: " + reserved_text(bus, device);
    if (const UsbDevice* hub = limiting_hub(bus, device)) out += "; slowed by the hub at " + hub->port;
    const std::string holders = camera ? plain_text(holders_text(*camera)) : std::string();
    return holders.empty() ? out : out + "; " + holders;
}

/// What else reserves: microphones that record, capture boxes.
bool reserves(const UsbDevice& device) {
    return std::any_of(device.reserved.begin(), device.reserved.end(), [](const UsbReservation& r) { return r.endpoint.isochronous; });
}

}  // namespace

std::vector<std::string> usb_tree(const UsbBus& bus, const std::vector<Camera>& cameras) {
    std::string head = bus_text(bus) + ", " + number_text(bus.mbit) + " Mbit/s";
    if (const auto use = usb_use(bus))
        head += std::string(": ") + (use->complete ? "" : "at least ") + share_text(use->share) + " of what it can reserve is taken";
    std::vector<std::string> out{head};
    for (const UsbDevice& device : bus.devices) {
        if (device.port.starts_with("usb")) continue;
        const auto depth = static_cast<std::size_t>(std::count(device.port.begin(), device.port.end(), '.'));
        const std::string indent(2 * (depth + 1), ' ');
        const std::string product = plain_text(device.product);
        if (device.camera) out.push_back(indent + camera_line(bus, device, cameras));
        else if (device.hub && leads_to_camera(bus, device))
            out.push_back(indent + device.port + " hub" + (product.empty() ? "" : " " + product) + ", " + number_text(device.mbit) + " Mbit/s");
        else if (reserves(device))
            out.push_back(indent + device.port + " " + (product.empty() ? "device" : product) + ": " + reserved_text(bus, device));
    }
    return out;
}

std::string bus_text(const UsbBus& bus) {
    std::string out = "USB bus " + std::to_string(bus.number);
    if (bus.controller.empty()) return out;
    return out + " (" + bus.controller + (bus.driver.empty() ? "" : ", " + bus.driver) + ")";
}

std::string share_text(double share) {
    const double percent = share * 100;
    if (percent > 0 && percent < 1) return "under 1 %";
    return std::to_string(percent < 100 ? std::min(std::lround(percent), 99L) : std::lround(percent)) + " %";
}

std::string speed_text(double bytes_per_second) {
    if (bytes_per_second >= 1e6) return number_text(bytes_per_second / 1e6) + " MB/s";
    return number_text(bytes_per_second / 1e3) + " kB/s";
}

std::string mode_text(const CameraMode& mode) {
    std::string out = mode.format + " " + std::to_string(mode.size.width) + "x" + std::to_string(mode.size.height);
    return mode.rate.frames == 0 ? out : out + " at " + number_text(mode.rate.per_second()) + " fps";
}

std::string plain_text(const std::string& text) {
    std::string out = text;
    for (char& letter : out)
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = '?';
    return out;
}

const Camera* camera_at(const std::vector<Camera>& cameras, const std::string& usb_port) {
    for (const Camera& camera : cameras)
        if (!usb_port.empty() && camera.usb_port == usb_port) return &camera;
    return nullptr;
}

}  // namespace sluice::v4l2
