#include "uvc_device.hpp"

#include <algorithm>
#include <cstdlib>

#include "descriptors.hpp"

namespace rig {
namespace {

// Standard requests (USB 2.0, table 9-4).
enum StandardCode : std::uint8_t {
    get_status = 0,
    clear_feature = 1,
    set_feature = 3,
    set_address = 5,
    get_descriptor = 6,
    get_configuration = 8,
    set_configuration = 9,
    get_interface = 10,
    set_interface = 11,
};

// Selectors of the streaming interface (UVC 1.1, table A-15): try a mode, and use it.
constexpr unsigned probe = 1;
constexpr unsigned commit = 2;
constexpr std::size_t negotiation_bytes = 34;
constexpr std::size_t frame_index_at = 3;
constexpr std::size_t interval_at = 4;

std::uint32_t nearest_interval(const FrameMode& mode, std::uint32_t wished)
{
    const std::vector<std::uint32_t> offered = mode.intervals();
    if (mode.any_between)
        return std::clamp(wished, offered.front(), offered.back());
    return *std::ranges::min_element(offered, {}, [&](std::uint32_t interval) {
        return std::abs(static_cast<std::int64_t>(interval) - static_cast<std::int64_t>(wished));
    });
}

}  // namespace

UvcDevice::UvcDevice(CameraModel model)
    : model_(std::move(model)), interval_(interval_of(model_.modes.front().rates.front()))
{
}

bool UvcDevice::begins_streaming(const UsbRequest& request)
{
    return !request.is_standard() && request.interface() == streaming_interface && request.code == set_cur &&
           request.selector() == commit;
}

// A bulk camera has no idle setting to switch to; clearing the endpoint's halt is how hosts stop it.
bool UvcDevice::ends_streaming(const UsbRequest& request)
{
    return request.is_standard() && request.code == clear_feature;
}

std::optional<Bytes> UvcDevice::answer(const UsbRequest& request, const Bytes& written)
{
    if (request.is_standard())
        return answer_standard(request);
    if (request.interface() == streaming_interface)
        return answer_streaming(request, written);
    return controls_.answer(request, written);
}

std::optional<Bytes> UvcDevice::answer_standard(const UsbRequest& request)
{
    switch (request.code) {
    case get_descriptor: return descriptor(model_, request.value);
    case get_status: return Bytes{0, 0};
    case get_configuration: return Bytes{1};
    case get_interface: return Bytes{0};
    case clear_feature:
        streaming_ = false;
        return Bytes{};
    case set_feature:
    case set_address:
    case set_configuration:
    case set_interface: return Bytes{};
    default: return std::nullopt;
    }
}

std::optional<Bytes> UvcDevice::answer_streaming(const UsbRequest& request, const Bytes& written)
{
    if (request.selector() != probe && request.selector() != commit)
        return std::nullopt;
    switch (request.code) {
    case set_cur:
        negotiate(written);
        if (begins_streaming(request)) {
            streaming_ = true;
            ++streams_begun_;
        }
        return Bytes{};
    case get_cur:
    case get_min:
    case get_max:
    case get_def: return negotiated();
    case get_len: return Bytes{negotiation_bytes, 0};
    case get_info: return Bytes{3};
    default: return std::nullopt;
    }
}

// What cannot be had is answered with the nearest that can.
void UvcDevice::negotiate(const Bytes& wished)
{
    if (wished.size() < interval_at + 4)
        return;
    if (wished[frame_index_at] >= 1 && wished[frame_index_at] <= model_.modes.size())
        mode_ = wished[frame_index_at] - 1u;
    interval_ = nearest_interval(mode(), get_u32(wished, interval_at));
}

// UVC 1.1, table 4-75.
Bytes UvcDevice::negotiated() const
{
    Bytes out;
    put_u16(out, 1);  // the interval is fixed, the rest may be adjusted
    put_u8(out, {1, static_cast<unsigned>(mode_ + 1)});
    put_u32(out, interval_);
    for (int unused = 0; unused < 5; ++unused)  // key frames, P frames, quality, window, delay
        put_u16(out, 0);
    put_u32(out, mode().largest_frame());
    put_u32(out, largest_payload);
    put_u32(out, clock_hz);
    put_u8(out, {3, 0, 0, 0});  // frame id and end-of-frame bits are used
    return out;
}

}  // namespace rig
