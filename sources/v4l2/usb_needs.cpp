#include "usb_needs.hpp"

#include <cmath>

namespace sluice::v4l2 {

namespace {

bool wanted_format(const std::string& asked, const std::string& offered) {
    return !offered.empty() && (asked == offered || (asked == "jpeg" && offered == "mjpeg"));
}

std::uint32_t nearest_interval(const UsbMode& mode, const Rate& rate) {
    if (rate.frames == 0) return mode.intervals.front();
    const double wanted = 1e7 / rate.per_second();
    if (mode.interval_range && wanted >= mode.intervals.front() && wanted <= mode.intervals.back())
        return static_cast<std::uint32_t>(std::lround(wanted));
    std::uint32_t nearest = mode.intervals.front();
    for (const std::uint32_t interval : mode.intervals)
        if (std::abs(interval - wanted) < std::abs(nearest - wanted)) nearest = interval;
    return nearest;
}

}  // namespace

std::optional<UsbWish> find_wish(const UsbDescription& description, const CameraMode& asked) {
    for (const UsbMode& mode : description.modes)
        if (wanted_format(asked.format, mode.format) && mode.width == asked.size.width && mode.height == asked.size.height)
            return UsbWish{&mode, nearest_interval(mode, asked.rate)};
    return std::nullopt;
}

std::optional<double> declared_bytes_per_second(const UsbWish& wish) {
    const UsbMode& mode = *wish.mode;
    if (wish.interval == 0) return std::nullopt;
    if (!mode.compressed && mode.bits_per_pixel > 0)
        return double(mode.width) * mode.height * mode.bits_per_pixel / 8 * wish.per_second();
    if (mode.most_bit_rate == 0) return std::nullopt;
    return mode.most_bit_rate / 8.0 * mode.intervals.front() / wish.interval;
}

UsbPeriodic periodic_of(const UsbEndpoint& endpoint, UsbSpeed speed) {
    const bool isochronous = endpoint.type == UsbEndpoint::Type::isochronous;
    UsbPeriodic out{isochronous, endpoint.packet, 1, interval_us(endpoint.b_interval, isochronous, speed)};
    // Only high speed has more transactions in those bits, and only SuperSpeed a companion.
    if (speed == UsbSpeed::high) out.transactions = endpoint.transactions;
    if (speed == UsbSpeed::super && endpoint.super_bytes > 0) out.packet = endpoint.super_bytes;
    return out;
}

std::optional<UsbPeriodic> reservation_for(const UsbDescription& description, const UsbWish& wish, UsbSpeed speed) {
    constexpr double payload_header = 12;  // UVC 1.1 2.4.3.3: at most, in each interval
    const auto bytes = declared_bytes_per_second(wish);
    if (!bytes) return std::nullopt;
    std::optional<UsbPeriodic> best;
    bool carried = false;
    for (const UsbSetting& setting : description.settings) {
        if (!setting.video_stream || setting.interface != wish.mode->interface) continue;
        for (const UsbEndpoint& endpoint : setting.endpoints) {
            if (endpoint.type != UsbEndpoint::Type::isochronous || !(endpoint.address & 0x80)) continue;
            const UsbPeriodic offer = periodic_of(endpoint, speed);
            const bool carries = bytes_per_interval(offer) >= std::ceil(*bytes * offer.interval_us / 1e6) + payload_header;
            const unsigned size = bytes_per_interval(offer);
            const bool better = !best || (carries && (!carried || size < bytes_per_interval(*best))) ||
                                (!carries && !carried && size > bytes_per_interval(*best));
            if (!better) continue;
            best = offer;
            carried = carries;
        }
    }
    return best;
}

bool streams_in_bulk(const UsbDescription& description) {
    bool bulk = false;
    for (const UsbSetting& setting : description.settings) {
        if (!setting.video_stream) continue;
        for (const UsbEndpoint& endpoint : setting.endpoints) {
            if (endpoint.type == UsbEndpoint::Type::isochronous) return false;
            bulk |= endpoint.type == UsbEndpoint::Type::bulk && (endpoint.address & 0x80);
        }
    }
    return bulk;
}

}  // namespace sluice::v4l2
