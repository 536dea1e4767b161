#include "tools/sluice/devices/device_text.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "sources/v4l2/camera_holders.hpp"
#include "sources/v4l2/camera_match.hpp"
#include "sources/v4l2/camera_mode.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

constexpr std::size_t line_width = 100;

std::string to_text(Size size) { return text::cat(size.width, 'x', size.height); }

std::string size_text(const v4l2::CameraSize& size) {
    if (!size.most) return to_text(size.size);
    const bool any = size.step == Size{1, 1};
    return text::cat(to_text(size.size), " to ", to_text(*size.most), any ? "" : text::cat(" in steps of ", to_text(size.step)));
}

std::string rates_text(const v4l2::CameraSize& size) {
    if (size.rate_range && size.rates.size() == 2)
        return text::cat(text::number(size.rates.back().per_second()), " to ", text::number(size.rates.front().per_second()));
    std::string out;
    for (const Rate& rate : size.rates) out += text::cat(out.empty() ? "" : " ", text::number(rate.per_second()));
    return out;
}

/// Words after the first indented line, broken where a line would grow too long.
void append_wrapped(std::string& out, const std::string& head, const std::vector<std::string>& groups) {
    std::string line = head;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::string rest = groups[i];
        if (i > 0) line += " \u00b7";
        while (!rest.empty()) {
            const std::string word = rest.substr(0, rest.find(' '));
            rest.erase(0, std::min(rest.size(), word.size() + 1));
            if (line.size() + word.size() + 1 > line_width) {
                out += line + '\n';
                line.assign(head.size(), ' ');
            }
            line += (line.back() == ' ' ? "" : " ") + word;
        }
    }
    out += line + '\n';
}

std::string identity(const v4l2::Camera& camera) {
    std::vector<std::string> parts;
    if (!camera.usb_port.empty()) parts.push_back("usb " + printable(camera.usb_port, 40));
    if (!camera.serial.empty()) parts.push_back("serial " + printable(camera.serial, 60));
    if (!camera.driver.empty()) parts.push_back(printable(camera.driver, 20));
    return text::join(parts, ", ");
}

// uvcvideo says "Cam: Cam" of a camera whose function is named like the device.
std::string card_text(const std::string& card) {
    const std::size_t half = card.find(": ");
    return printable(half != std::string::npos && card.substr(0, half) == card.substr(half + 2) ? card.substr(0, half) : card, 60);
}

/// A line for each format sluice carries; the others' names alone, since nothing can be done with them.
std::string formats_text(const v4l2::Camera& camera) {
    std::string out;
    std::vector<std::string> useless;
    std::size_t width = 0;
    for (const v4l2::CameraFormat& format : camera.formats) width = std::max(width, v4l2::config_name(format).size());
    for (const v4l2::CameraFormat& format : camera.formats) {
        if (!format.format) {
            useless.push_back(printable(format.fourcc, 20));
            continue;
        }
        std::string head = "    " + printable(v4l2::config_name(format), 20);
        head.append(width + 6 > head.size() ? width + 6 - head.size() : 1, ' ');
        std::vector<std::string> groups = mode_groups(format);
        if (format.emulated) groups.emplace_back("(made by a library)");
        append_wrapped(out, head, groups);
    }
    if (!useless.empty()) append_wrapped(out, "    not carried by sluice: ", {text::join(useless, " ")});
    return out;
}

/// The line to copy into a config, and why it is that one.
std::string wish_text(const v4l2::Camera& camera, const std::vector<v4l2::Camera>& nodes) {
    const std::string hint = wish_hint(camera, nodes);
    return text::cat("    ", v4l2::config_text(v4l2::wish_for(camera, nodes)), hint.empty() ? "" : text::cat("    # ", hint), '\n');
}

std::string camera_text(const v4l2::Camera& camera, const std::vector<v4l2::Camera>& nodes) {
    std::string out = text::cat(printable(camera.node), "  ", card_text(camera.card));
    if (const std::string who = identity(camera); !who.empty()) out += "   " + who;
    out += '\n';
    if (!camera.trouble.empty()) out += text::cat("    cannot open it: ", printable(camera.trouble, 300), '\n');
    if (const std::string who = v4l2::holders_text(camera); !who.empty())
        out += text::cat("    ", camera.busy ? "busy, " : "", printable(who, 300), '\n');
    out += formats_text(camera) + wish_text(camera, nodes);
    for (const std::string& link : {camera.by_id, camera.by_path})
        if (!link.empty()) out += text::cat("    ", printable(link), '\n');
    return out;
}

/// Nodes with one reason share it: "codec: ...: /dev/video10, /dev/video11".
std::string others_text(const std::vector<v4l2::Camera>& nodes) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const v4l2::Camera& node : nodes) {
        if (node.is_camera) continue;
        const auto same = std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.first == node.why_not; });
        if (same == lines.end())
            lines.emplace_back(node.why_not, printable(node.node));
        else
            same->second += ' ' + printable(node.node);
    }
    std::string out;
    for (const auto& [reason, names] : lines) out += text::cat(out.empty() ? "no cameras: " : "; ", names, " (", printable(reason, 120), ')');
    return out.empty() ? out : out + '\n';
}

}  // namespace

std::vector<std::string> mode_groups(const v4l2::CameraFormat& format) {
    std::vector<std::pair<std::string, std::string>> groups;  // rates, sizes
    for (const v4l2::CameraSize& size : format.sizes) {
        const std::string rates = rates_text(size);
        if (!groups.empty() && groups.back().first == rates)
            groups.back().second += ' ' + size_text(size);
        else
            groups.emplace_back(rates, size_text(size));
    }
    std::vector<std::string> out;
    for (const auto& [rates, sizes] : groups) out.push_back(rates.empty() ? sizes : text::cat(sizes, " at ", rates));
    return out;
}

std::string wish_hint(const v4l2::Camera& camera, const std::vector<v4l2::Camera>& nodes) {
    if (!v4l2::wish_for(camera, nodes).device.empty()) return "its number may change: nothing lasting tells it apart";
    const std::vector<std::string> equals = v4l2::nodes_sharing_serial(camera, nodes);
    if (equals.empty()) return {};
    return text::cat(printable(text::join(equals, ", ")), equals.size() == 1 ? " has" : " have", " the same serial: the USB port tells them apart");
}

std::string devices_text(const std::vector<v4l2::Camera>& nodes) {
    std::string out;
    for (const v4l2::Camera& node : nodes)
        if (node.is_camera) out += (out.empty() ? "" : "\n") + camera_text(node, nodes);
    if (out.empty())
        out = "No camera found.\n"
              "  - Is it plugged in? lsusb and dmesg show what the kernel sees.\n"
              "  - Is its driver loaded? For a USB webcam: sudo modprobe uvcvideo\n"
              "  - In a container, hand it in: --device /dev/video0\n";
    const std::string others = others_text(nodes);
    return others.empty() ? out : out + "\n" + others;
}

}  // namespace sluice::tool
