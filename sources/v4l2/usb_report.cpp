#include "usb_report.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "camera_holders.hpp"
#include "camera_sysfs.hpp"
#include "usb_needs.hpp"
#include "usb_tree.hpp"

namespace sluice::v4l2 {

namespace {

/// The refused camera and its bus, where they were found, and what follows from them.
struct Case {
    std::vector<Camera> nodes;
    std::vector<UsbBus> buses;
    const UsbBus* bus = nullptr;
    const UsbDevice* device = nullptr;
    std::optional<UsbPeriodic> need;  ///< of the asked mode, by what the camera declares
    std::optional<double> share;      ///< of the bus, that this takes
    std::optional<UsbUse> others;     ///< what is reserved beside it
};

Case look_into(const std::string& node, const CameraMode& asked, const Survey& survey) {
    Case out;
    out.nodes = nodes_in_sysfs(survey.sys, survey.dev);
    if (survey.holders) find_holders(out.nodes, survey.proc);
    out.buses = usb_buses(survey.sys);
    std::error_code error;
    const std::string real = std::filesystem::weakly_canonical(node, error);
    for (const Camera& camera : out.nodes) {
        if (std::filesystem::weakly_canonical(camera.node, error) != real) continue;
        out.bus = bus_of(out.buses, camera.usb_port);
        if (out.bus) out.device = device_at(*out.bus, camera.usb_port);
    }
    if (!out.device) return out;
    if (const auto wish = find_wish(out.device->description, asked))
        out.need = reservation_for(out.device->description, *wish, out.device->speed);
    if (out.need && out.device->speed == out.bus->speed) out.share = bus_share(*out.need, out.bus->speed);
    out.others = usb_use(*out.bus, {out.device->port});
    return out;
}

std::string what_of(const std::string& node, const CameraMode& asked, const Case& found) {
    const std::string wanted = node + " (" + mode_text(asked) + ")";
    if (!found.device) return "the USB bus has no bandwidth left for " + wanted;
    std::string out = bus_text(*found.bus) + " has no bandwidth left for " + wanted;
    if (!found.share || !found.others) return out;
    out += ": by what it declares it needs " + speed_text(bytes_per_second(*found.need)) + ", " + share_text(*found.share) +
           " of what the bus can reserve";
    const double rest = std::max(0.0, 1 - found.others->share);
    if (*found.share > 1) return out + ", more than it ever can";
    if (*found.share > rest) return out + ", and " + (found.others->complete ? "" : "at most ") + share_text(rest) + " is free";
    return out + ", and " + share_text(rest) + " seems free: it asks for more than it declares";
}

std::string list_text(const std::vector<std::string>& words, const char* last) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : i + 1 == words.size() ? last : ", ") + words[i];
    return out;
}

/// Who else reserves on this bus, so that stopping one of them would help.
std::vector<std::string> rivals(const Case& found) {
    std::vector<std::string> out;
    for (const UsbDevice& device : found.bus->devices) {
        const bool video = std::any_of(device.reserved.begin(), device.reserved.end(),
                                       [](const UsbReservation& r) { return r.video && r.endpoint.isochronous; });
        if (!video || device.port == found.device->port) continue;
        const Camera* camera = camera_at(found.nodes, device.port);
        out.push_back(camera ? camera->node : "the camera at USB port " + device.port);
    }
    return out;
}

std::string next_of(const CameraMode& asked, const Case& found) {
    const std::string general = "ask for a smaller size or a lower rate, or plug the camera into another controller";
    if (!found.device) return general;
    std::vector<std::string> ways;
    const bool agrees = found.share && found.others && *found.share > 1 - found.others->share;
    if (agrees) {
        std::vector<std::string> modes;
        // What is only partly counted may leave less room than it seems.
        if (found.others->complete)
            for (const CameraMode& mode : fitting_modes(*found.device, asked, 1 - found.others->share)) modes.push_back(mode_text(mode));
        if (!modes.empty()) ways.push_back("ask for " + list_text(modes, " or "));
    }
    if (found.need)
        for (const UsbBus* other : roomy_buses(found.buses, *found.device, *found.need))
            ways.push_back("plug it into a port of " + bus_text(*other));
    // The driver can count for the camera, of raw formats alone (its UVC_QUIRK_FIX_BANDWIDTH).
    const bool raw = asked.format != "mjpeg" && asked.format != "jpeg";
    if (raw && found.share && found.others && found.others->complete && !agrees)
        ways.push_back("let the driver count in place of the camera (options uvcvideo quirks=128 in /etc/modprobe.d)");
    const std::vector<std::string> beside = rivals(found);
    if (!beside.empty()) ways.push_back("give " + list_text(beside, " or ") + " less, or a port of another bus");
    return ways.empty() ? general : list_text(ways, ", or ");
}

bool same_rate(double a, double b) { return std::abs(a - b) <= 0.01 * std::max(a, b); }

Rate rate_of(std::uint32_t interval) {
    // 333333 and 333667 are 30 and 29.97 to whoever reads them.
    const double rate = 1e7 / interval;
    const double whole = std::round(rate);
    if (whole >= 1 && std::abs(rate - whole) < 0.001 * whole) return {static_cast<std::uint32_t>(whole), 1};
    return {10'000'000, interval};
}

/// What one format has to offer in a given room.
class Fitting {
public:
    Fitting(const UsbDevice& camera, const CameraMode& asked, double room)
        : camera_(camera), asked_(asked), room_(room), rate_(asked.rate.frames ? asked.rate.per_second() : 1e9) {}

    void propose(const std::string& format, std::vector<CameraMode>& out) const {
        const UsbMode* slower = nullptr;
        const UsbMode* smaller = nullptr;
        std::uint32_t slow_interval = 0, same_interval = 0;
        const std::uint64_t area = std::uint64_t{asked_.size.width} * asked_.size.height;
        for (const UsbMode& mode : camera_.description.modes) {
            if (mode.format != format) continue;
            const std::uint64_t its = std::uint64_t{mode.width} * mode.height;
            for (const std::uint32_t interval : intervals_of(mode)) {
                if (1e7 / interval > rate_ * 1.01 || !fits({&mode, interval})) continue;
                if (mode.width == asked_.size.width && mode.height == asked_.size.height && (!slower || interval < slow_interval)) {
                    slower = &mode;
                    slow_interval = interval;
                }
                const bool at_rate = asked_.rate.frames ? same_rate(1e7 / interval, rate_) : interval == mode.intervals.front();
                if (at_rate && its < area && (!smaller || its > std::uint64_t{smaller->width} * smaller->height)) {
                    smaller = &mode;
                    same_interval = interval;
                }
            }
        }
        if (slower) out.push_back({format, {slower->width, slower->height}, rate_of(slow_interval)});
        if (smaller) out.push_back({format, {smaller->width, smaller->height}, rate_of(same_interval)});
    }

private:
    /// Of a range the asked rate too.
    std::vector<std::uint32_t> intervals_of(const UsbMode& mode) const {
        std::vector<std::uint32_t> out = mode.intervals;
        const double asked = 1e7 / rate_;
        if (mode.interval_range && asked > out.front() && asked < out.back()) out.push_back(static_cast<std::uint32_t>(std::lround(asked)));
        return out;
    }

    bool fits(const UsbWish& wish) const {
        const auto need = reservation_for(camera_.description, wish, camera_.speed);
        const auto share = need ? bus_share(*need, camera_.speed) : std::nullopt;
        return share && *share <= room_;
    }

    const UsbDevice& camera_;
    const CameraMode& asked_;
    double room_, rate_;
};

}  // namespace

std::vector<CameraMode> fitting_modes(const UsbDevice& camera, const CameraMode& asked, double share) {
    constexpr std::size_t most = 4;
    std::vector<std::string> formats{asked.format == "jpeg" ? "mjpeg" : asked.format};
    for (const UsbMode& mode : camera.description.modes)
        if (!mode.format.empty() && std::find(formats.begin(), formats.end(), mode.format) == formats.end()) formats.push_back(mode.format);
    std::vector<CameraMode> out;
    for (const std::string& format : formats) Fitting(camera, asked, share).propose(format, out);
    if (out.size() > most) out.resize(most);
    return out;
}

std::vector<const UsbBus*> roomy_buses(const std::vector<UsbBus>& buses, const UsbDevice& camera, const UsbPeriodic& need) {
    std::vector<const UsbBus*> out;
    for (const UsbBus& bus : buses) {
        if (bus.speed != camera.speed || bus.open_ports == 0 || device_at(bus, camera.port)) continue;
        const auto use = usb_use(bus);
        const auto share = bus_share(need, bus.speed);
        if (use && share && use->complete && use->share + *share <= 1) out.push_back(&bus);
    }
    return out;
}

UsbReport usb_bandwidth_report(const std::string& node, const CameraMode& asked, const Survey& survey) {
    const Case found = look_into(node, asked, survey);
    UsbReport out{what_of(node, asked, found), next_of(asked, found), {}};
    // All buses with cameras: a free one is where the camera may go.
    for (const UsbBus& bus : found.buses)
        if (std::any_of(bus.devices.begin(), bus.devices.end(), [](const UsbDevice& device) { return device.camera; }))
            for (std::string& line : usb_tree(bus, found.nodes)) out.tree.push_back(std::move(line));
    return out;
}

}  // namespace sluice::v4l2
