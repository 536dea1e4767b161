#include "tools/sluice/doctor/bandwidth_check.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sources/v4l2/usb_needs.hpp"
#include "sources/v4l2/usb_report.hpp"
#include "sources/v4l2/usb_tree.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

/// A configured camera on a bus, and the part of the bus it will take.
struct Share {
    const ConfiguredCamera* wanted;
    const v4l2::UsbDevice* device;
    std::optional<v4l2::UsbPeriodic> need;
    std::optional<double> part;  ///< absent: not known
};

std::optional<Share> share_of(const v4l2::UsbBus& bus, const ConfiguredCamera& wanted) {
    if (!wanted.camera || !wanted.mode) return std::nullopt;
    const v4l2::UsbDevice* device = v4l2::device_at(bus, wanted.camera->usb_port);
    if (!device) return std::nullopt;
    Share out{&wanted, device, {}, {}};
    if (v4l2::streams_in_bulk(device->description)) {
        out.part = 0;
        return out;
    }
    if (const auto wish = v4l2::find_wish(device->description, *wanted.mode)) out.need = v4l2::reservation_for(device->description, *wish, device->speed);
    if (out.need && device->speed == bus.speed) out.part = v4l2::bus_share(*out.need, bus.speed);
    return out;
}

std::string who_text(const Share& share) {
    const std::string mode = text::cat(share.wanted->name, " (", v4l2::mode_text(*share.wanted->mode), ")");
    return share.part ? text::cat(mode, ' ', v4l2::share_text(*share.part)) : mode;
}

/// The one that wants most is the one that can give most.
std::string advice(const std::vector<v4l2::UsbBus>& buses, const std::vector<Share>& shares, double total) {
    const Share& largest = *std::max_element(shares.begin(), shares.end(), [](const Share& a, const Share& b) { return *a.part < *b.part; });
    std::vector<std::string> ways;
    for (const v4l2::CameraMode& mode : v4l2::fitting_modes(*largest.device, *largest.wanted->mode, 1 - (total - *largest.part)))
        ways.push_back(v4l2::mode_text(mode));
    std::string out = ways.empty() ? "" : text::cat("all fit with ", largest.wanted->name, " in ", text::join(ways, " or "));
    if (largest.need)
        for (const v4l2::UsbBus* other : v4l2::roomy_buses(buses, *largest.device, *largest.need))
            out += text::cat(out.empty() ? "" : ", or ", "plug ", largest.wanted->name, " into a port of ", v4l2::bus_text(*other));
    return out.empty() ? "run fewer cameras on this bus, or ask less of them" : out;
}

Finding judge(const std::vector<v4l2::UsbBus>& buses, const v4l2::UsbBus& bus, const std::vector<Share>& shares, const v4l2::UsbUse& others) {
    std::vector<std::string> ports, who;
    double total = others.share;
    for (const Share& share : shares) {
        ports.push_back(share.device->port);
        who.push_back(who_text(share));
        total += *share.part;
    }
    // Sums of estimates: what other devices reserve beside them is small, or said.
    if (others.share >= 0.01) who.push_back(text::cat("others ", v4l2::share_text(others.share)));
    Finding out{Mark::ok, text::cat("USB bus ", bus.number), text::cat(text::join(who, ", "), ": ", others.complete ? "" : "at least ", v4l2::share_text(total), " of what it can reserve"), "", {}};
    if (total <= 1) return out;
    out.mark = v4l2::surely_shared(bus, ports) ? Mark::wrong : Mark::note;
    out.what += out.mark == Mark::wrong ? ", so not all can stream" : ", too much if they share one wire of this controller";
    // What is counted only partly may leave less room than it seems.
    out.next = others.complete ? advice(buses, shares, total) : "run fewer cameras on this bus, or ask less of them";
    return out;
}

}  // namespace

Findings check_bandwidth(const std::vector<v4l2::UsbBus>& buses, const std::vector<ConfiguredCamera>& cameras,
                         const std::vector<v4l2::Camera>& nodes) {
    Findings out;
    for (const v4l2::UsbBus& bus : buses) {
        std::vector<Share> shares;
        std::vector<std::string> ports;
        for (const ConfiguredCamera& camera : cameras)
            if (const auto share = share_of(bus, camera)) {
                shares.push_back(*share);
                ports.push_back(share->device->port);
            }
        const auto others = v4l2::usb_use(bus, ports);
        if (shares.empty() || !others) continue;
        const auto unknown = std::find_if(shares.begin(), shares.end(), [](const Share& share) { return !share.part; });
        if (unknown != shares.end())
            out.push_back({Mark::note, text::cat("USB bus ", bus.number), text::cat("what ", who_text(*unknown), " will reserve is not known, so no sum is made"), "", {}});
        else
            out.push_back(judge(buses, bus, shares, *others));
        for (const std::string& line : v4l2::usb_tree(bus, nodes)) out.back().details.push_back(printable(line, 300));
    }
    return out;
}

}  // namespace sluice::tool
