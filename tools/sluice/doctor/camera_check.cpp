#include "tools/sluice/doctor/camera_check.hpp"

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "sources/v4l2/camera_holders.hpp"
#include "sources/v4l2/usb_tree.hpp"
#include "tools/sluice/doctor/mode_check.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

Finding check_camera(const Machine& machine, const v4l2::Camera& camera) {
    if (!camera.trouble.empty()) return cannot_open(machine, camera.node, camera);
    Finding out{Mark::ok, camera.node, printable(camera.card, 60), "", {}};
    const std::string formats = carried_formats(camera);
    if (formats.empty()) {
        out.mark = Mark::wrong;
        out.what += " offers no format that sluice carries";
        out.next = "sluice devices lists what it offers";
        return out;
    }
    out.what += text::cat(": ", formats);
    const std::string holders = printable(v4l2::holders_text(camera));
    if (holders.empty()) return out;
    out.mark = Mark::note;
    out.what += "; " + holders;
    if (camera.busy) out.next = "one program at a time can stream from it";
    return out;
}

}  // namespace

Findings check_cameras(const Machine& machine, const std::vector<v4l2::Camera>& nodes) {
    Findings out;
    for (const v4l2::Camera& node : nodes)
        if (node.is_camera) out.push_back(check_camera(machine, node));
    if (out.empty()) out.push_back({Mark::note, "cameras", "none is here", "plug one in; sluice devices says what to try", {}});
    return out;
}

Finding cannot_open(const Machine& machine, const std::string& where, const v4l2::Camera& camera) {
    Finding out{Mark::wrong, where, "", "", {}};
    tell(out, printable(camera.trouble, 400));
    out.what = text::cat("cannot open ", camera.node, ": ", out.what);
    const bool denied = camera.trouble.starts_with(text::errno_text(EACCES)) || camera.trouble.starts_with(text::errno_text(EPERM));
    if (denied && membership_in(machine, "video") == Membership::after_login)
        out.next = text::cat("log in again: ", machine.user, " is in the group video, but this session began before that");
    if (denied && membership_in(machine, "video") == Membership::member)
        out.next = text::cat(machine.user, " is in the group video, but that may not open it: ls -l ", camera.node, " shows who may");
    return out;
}

Findings check_buses(const std::vector<v4l2::UsbBus>& buses, const std::vector<v4l2::Camera>& nodes) {
    Findings out;
    for (const v4l2::UsbBus& bus : buses) {
        if (std::none_of(bus.devices.begin(), bus.devices.end(), [](const v4l2::UsbDevice& device) { return device.camera; })) continue;
        std::vector<std::string> lines = v4l2::usb_tree(bus, nodes);
        for (std::string& line : lines) line = printable(line, 300);
        Finding found{Mark::ok, text::cat("USB bus ", bus.number), lines.front(), "", {lines.begin() + 1, lines.end()}};
        // The tree's own heading names the bus.
        const std::string head = found.where + " ";
        if (found.what.starts_with(head)) found.what.erase(0, head.size());
        for (const v4l2::UsbDevice& device : bus.devices) {
            const v4l2::UsbDevice* hub = v4l2::limiting_hub(bus, device);
            if (!device.camera || !hub) continue;
            found.mark = Mark::note;
            found.next = text::cat("plug ", device.port, " into a port of the machine or a faster hub: ", hub->port, " is slow");
        }
        out.push_back(std::move(found));
    }
    return out;
}

void tell(Finding& finding, const std::string& sentence) {
    const std::size_t cut = sentence.find("; ");
    finding.what = sentence.substr(0, cut);
    finding.next = cut == std::string::npos ? "" : sentence.substr(cut + 2);
}

}  // namespace sluice::tool
