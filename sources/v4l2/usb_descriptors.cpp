#include "usb_descriptors.hpp"

#include <linux/usb/ch9.h>
#include <linux/usb/video.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace sluice::v4l2 {

namespace {

constexpr std::size_t most_settings = 256, most_modes = 1024, most_endpoints = 32;

/// One descriptor: its bytes reach exactly as far as it says of itself.
class Descriptor {
public:
    explicit Descriptor(std::span<const std::byte> bytes) : bytes_(bytes) {}
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    /// Zero beyond its end, so that a short one never reads its neighbour.
    [[nodiscard]] unsigned byte(std::size_t at) const { return at < bytes_.size() ? std::to_integer<unsigned>(bytes_[at]) : 0; }
    [[nodiscard]] unsigned word(std::size_t at) const { return byte(at) | byte(at + 1) << 8; }
    [[nodiscard]] std::uint32_t quad(std::size_t at) const { return word(at) | std::uint32_t{word(at + 2)} << 16; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

private:
    std::span<const std::byte> bytes_;
};

/// Cuts the next descriptor off; nothing at the end, or where a length makes no sense.
std::optional<Descriptor> cut(std::span<const std::byte>& rest) {
    if (rest.size() < 2) return std::nullopt;
    const auto size = std::to_integer<std::size_t>(rest.front());
    if (size < 2 || size > rest.size()) return std::nullopt;
    const Descriptor out(rest.first(size));
    rest = rest.subspan(size);
    return out;
}

// A format's GUID begins with its fourcc, all but the one Windows has for 24 bit RGB.
std::string format_named_by(std::span<const std::byte> guid) {
    static constexpr std::array<std::pair<std::string_view, const char*>, 9> names = {{
        {"YUY2", "yuyv"}, {"UYVY", "uyvy"}, {"NV12", "nv12"}, {"NV21", "nv21"}, {"I420", "i420"},
        {"Y800", "gray"}, {"Y8  ", "gray"}, {"GREY", "gray"}, {"\x7d\xeb\x36\xe4", "bgr24"},
    }};
    for (const auto& [fourcc, name] : names)
        if (guid.size() >= 4 && std::memcmp(guid.data(), fourcc.data(), 4) == 0) return name;
    return {};
}

class Reader {
public:
    explicit Reader(unsigned configuration) : wanted_(configuration) {}

    void take(const Descriptor& d) {
        if (d.byte(1) == USB_DT_CONFIG) return begin_configuration(d);
        if (!active_) return;
        switch (d.byte(1)) {
            case USB_DT_INTERFACE: return begin_setting(d);
            case USB_DT_ENDPOINT: return add_endpoint(d);
            case USB_DT_SS_ENDPOINT_COMP: return add_companion(d);
            case USB_DT_CS_INTERFACE: return add_video(d);
            default: return;
        }
    }
    UsbDescription out;

private:
    void begin_configuration(const Descriptor& d) {
        const unsigned value = d.byte(5);
        // The first: no byte is 256, so no other follows.
        active_ = wanted_ == 0 ? std::exchange(wanted_, 256) == 0 : value == wanted_;
        setting_ = nullptr;
    }

    void begin_setting(const Descriptor& d) {
        setting_ = nullptr;
        format_.reset();
        if (d.size() < USB_DT_INTERFACE_SIZE || out.settings.size() >= most_settings) return;
        out.settings.push_back({d.byte(2), d.byte(3), d.byte(5) == USB_CLASS_VIDEO && d.byte(6) == UVC_SC_VIDEOSTREAMING, {}});
        setting_ = &out.settings.back();
    }

    void add_endpoint(const Descriptor& d) {
        if (!setting_ || d.size() < USB_DT_ENDPOINT_SIZE || setting_->endpoints.size() >= most_endpoints) return;
        const unsigned size = d.word(4);
        UsbEndpoint endpoint;
        endpoint.address = static_cast<std::uint8_t>(d.byte(2));
        endpoint.type = static_cast<UsbEndpoint::Type>(d.byte(3) & USB_ENDPOINT_XFERTYPE_MASK);
        endpoint.packet = size & USB_ENDPOINT_MAXP_MASK;
        endpoint.transactions = std::min(1 + USB_EP_MAXP_MULT(size), 3u);
        endpoint.b_interval = d.byte(6);
        setting_->endpoints.push_back(endpoint);
    }

    void add_companion(const Descriptor& d) {
        if (!setting_ || d.size() < USB_DT_SS_EP_COMP_SIZE || setting_->endpoints.empty()) return;
        setting_->endpoints.back().super_bytes = d.word(4);
    }

    void add_video(const Descriptor& d) {
        if (!setting_ || !setting_->video_stream) return;
        switch (d.byte(2)) {
            case UVC_VS_FORMAT_UNCOMPRESSED:
                if (d.size() < UVC_DT_FORMAT_UNCOMPRESSED_SIZE) return format_.reset();
                format_ = Format{format_named_by(d.bytes().subspan(5, 16)), false, d.byte(21)};
                return;
            case UVC_VS_FORMAT_MJPEG: format_ = Format{"mjpeg", true, 0}; return;
            case UVC_VS_FRAME_UNCOMPRESSED: return add_mode(d, false);
            case UVC_VS_FRAME_MJPEG: return add_mode(d, true);
            // Frames of other formats must not be taken for the last one's.
            case UVC_VS_FORMAT_MPEG2TS: case UVC_VS_FORMAT_DV: case UVC_VS_FORMAT_FRAME_BASED: case UVC_VS_FORMAT_STREAM_BASED:
                return format_.reset();
            default: return;
        }
    }

    void add_mode(const Descriptor& d, bool compressed) {
        constexpr std::size_t head = UVC_DT_FRAME_UNCOMPRESSED_SIZE(0);
        if (!format_ || format_->compressed != compressed || d.size() < head || out.modes.size() >= most_modes) return;
        UsbMode mode{setting_->interface, format_->name, compressed, format_->bits_per_pixel, d.word(5), d.word(7), d.quad(13), {}, false};
        mode.interval_range = d.byte(25) == 0;
        // Of a range: shortest, longest, step. The step is of no use here.
        const std::size_t count = mode.interval_range ? 2 : d.byte(25);
        for (std::size_t i = 0; i < count && head + 4 * (i + 1) <= d.size(); ++i)
            if (const std::uint32_t interval = d.quad(head + 4 * i)) mode.intervals.push_back(interval);
        std::sort(mode.intervals.begin(), mode.intervals.end());
        if (mode.width > 0 && mode.height > 0 && !mode.intervals.empty()) out.modes.push_back(std::move(mode));
    }

    struct Format {
        std::string name;
        bool compressed = false;
        unsigned bits_per_pixel = 0;
    };
    unsigned wanted_;
    bool active_ = false;
    UsbSetting* setting_ = nullptr;
    std::optional<Format> format_;
};

}  // namespace

UsbDescription describe_usb(std::span<const std::byte> descriptors, unsigned configuration) {
    Reader reader(configuration);
    while (const auto descriptor = cut(descriptors)) reader.take(*descriptor);
    return std::move(reader.out);
}

}  // namespace sluice::v4l2
