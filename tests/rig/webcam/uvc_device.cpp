#include "uvc_device.hpp"

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

}  // namespace

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
        // A bulk camera has no idle setting to switch to; clearing the endpoint's halt is how hosts stop it.
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
        if (written.size() > frame_index_at && written[frame_index_at] >= 1 &&
            written[frame_index_at] <= model_.modes.size())
            mode_ = written[frame_index_at] - 1u;
        if (request.selector() == commit) {
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

// UVC 1.1, table 4-75.
Bytes UvcDevice::negotiated() const
{
    const FrameMode& mode = model_.modes[mode_];
    Bytes out;
    put_u16(out, 1);  // the interval is fixed, the rest may be adjusted
    put_u8(out, {1, static_cast<unsigned>(mode_ + 1)});
    put_u32(out, mode.interval());
    for (int unused = 0; unused < 5; ++unused)  // key frames, P frames, quality, window, delay
        put_u16(out, 0);
    put_u32(out, mode.largest_frame());
    put_u32(out, largest_payload);
    put_u32(out, clock_hz);
    put_u8(out, {3, 0, 0, 0});  // frame id and end-of-frame bits are used
    return out;
}

}  // namespace rig
