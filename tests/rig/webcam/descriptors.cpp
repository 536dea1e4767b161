// Layouts: USB 2.0 chapter 9.6; "USB Device Class Definition for Video Devices" 1.1, chapters 3.6 to 3.9;
// for MJPEG its "Motion-JPEG Payload" supplement.
#include "descriptors.hpp"

#include <algorithm>

namespace rig {
namespace {

enum DescriptorType : unsigned { device = 1, configuration, string, interface, endpoint, association = 11,
                                 class_interface = 0x24 };
enum StringIndex : unsigned { languages, manufacturer_name, product_name, serial_number };

constexpr unsigned video_class = 14;
constexpr unsigned control_subclass = 1;
constexpr unsigned streaming_subclass = 2;
constexpr unsigned collection_subclass = 3;

Bytes device_descriptor(const CameraModel& model)
{
    Bytes out;
    put_u8(out, {18, device});
    put_u16(out, 0x0200);               // USB 2.0
    put_u8(out, {0xef, 2, 1, 64});      // interfaces are grouped by an association; 64-byte control packets
    put_u16(out, model.vendor);
    put_u16(out, model.product);
    put_u16(out, 0x0100);
    put_u8(out, {manufacturer_name, product_name, model.serial.empty() ? 0u : serial_number, 1});
    return out;
}

Bytes control_functions()
{
    Bytes out;
    put_u8(out, {13, class_interface, 1});  // header
    put_u16(out, 0x0110);
    const std::size_t total = out.size();
    put_u16(out, 0);
    put_u32(out, clock_hz);
    put_u8(out, {1, streaming_interface});
    // A camera with automatic exposure (bit 1), its priority (2) and exposure time (3).
    put_u8(out, {18, class_interface, 2, camera_terminal, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0x0e, 0, 0});
    // Brightness (bit 0), white balance temperature (6), mains frequency (10), automatic white balance (12).
    put_u8(out, {12, class_interface, 5, processing_unit, camera_terminal, 0, 0, 2, 0x41, 0x14, 0, 0});
    put_u8(out, {9, class_interface, 3, output_terminal, 0x01, 0x01, 0, processing_unit, 0});
    set_u16(out, total, out.size());
    return out;
}

constexpr std::uint32_t interval_step = 10'000;  // 1 ms

Bytes frame_descriptor(const FrameMode& mode, unsigned index)
{
    const auto bits_per_frame = mode.largest_frame() * 8;
    const auto [slowest, fastest] = std::ranges::minmax(mode.rates);
    Bytes out;
    put_u8(out, {0, class_interface, 7, index, 0});
    put_u16(out, static_cast<unsigned>(mode.width));
    put_u16(out, static_cast<unsigned>(mode.height));
    put_u32(out, static_cast<std::uint32_t>(bits_per_frame * slowest));
    put_u32(out, static_cast<std::uint32_t>(bits_per_frame * fastest));
    put_u32(out, mode.largest_frame());
    put_u32(out, interval_of(mode.rates.front()));  // the default
    put_u8(out, {mode.any_between ? 0u : static_cast<unsigned>(mode.rates.size())});
    for (std::uint32_t interval : mode.intervals())
        put_u32(out, interval);
    if (mode.any_between)
        put_u32(out, interval_step);
    out.front() = static_cast<std::uint8_t>(out.size());
    return out;
}

Bytes streaming_functions(const CameraModel& model)
{
    const auto modes = static_cast<unsigned>(model.modes.size());
    Bytes out;
    put_u8(out, {14, class_interface, 1, 1});  // header, one format
    const std::size_t total = out.size();
    put_u16(out, 0);
    put_u8(out, {0x80 | video_endpoint, 0, output_terminal, 0, 0, 0, 1, 0});
    put_u8(out, {11, class_interface, 6, 1, modes, 1, 1, 0, 0, 0, 0});  // MJPEG, fixed-size samples
    for (unsigned index = 1; index <= modes; ++index)
        append(out, frame_descriptor(model.modes[index - 1], index));
    put_u8(out, {6, class_interface, 13, 1, 1, 4});  // colours: BT.709 primaries, BT.601 matrix
    set_u16(out, total, out.size());
    return out;
}

Bytes configuration_descriptor(const CameraModel& model)
{
    Bytes out;
    put_u8(out, {9, configuration});
    const std::size_t total = out.size();
    put_u16(out, 0);
    put_u8(out, {2, 1, 0, 0x80, 250});  // two interfaces, powered by the bus, 500 mA
    put_u8(out, {8, association, control_interface, 2, video_class, collection_subclass, 0, product_name});
    put_u8(out, {9, interface, control_interface, 0, 0, video_class, control_subclass, 0, product_name});
    append(out, control_functions());
    put_u8(out, {9, interface, streaming_interface, 0, 1, video_class, streaming_subclass, 0, 0});
    append(out, streaming_functions(model));
    put_u8(out, {7, endpoint, 0x80 | video_endpoint, 2});  // bulk: isochronous timing cannot be emulated well
    put_u16(out, 512);
    put_u8(out, {0});
    set_u16(out, total, out.size());
    return out;
}

Bytes string_descriptor(const CameraModel& model, unsigned index)
{
    if (index == languages)
        return {4, string, 0x09, 0x04};  // US English
    const std::string text = index == manufacturer_name ? "Lab" : index == product_name ? model.name : model.serial;
    Bytes out;
    put_u8(out, {static_cast<unsigned>(2 + 2 * text.size()), string});
    for (char c : text)
        put_u16(out, static_cast<unsigned char>(c));
    return out;
}

}  // namespace

std::optional<Bytes> descriptor(const CameraModel& model, unsigned value)
{
    switch (value >> 8) {
    case device: return device_descriptor(model);
    case configuration: return configuration_descriptor(model);
    case string: return string_descriptor(model, value & 0xff);
    default: return std::nullopt;
    }
}

}  // namespace rig
