#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sluice::v4l2 {

/// An endpoint of one alternate setting, as its descriptor says.
struct UsbEndpoint {
    enum class Type : std::uint8_t { control, isochronous, bulk, interrupt };
    std::uint8_t address = 0;  ///< bit 7: towards the host
    Type type = Type::control;
    unsigned packet = 0;        ///< bytes of one transaction
    unsigned transactions = 1;  ///< in one interval, 1 to 3
    unsigned b_interval = 0;
    unsigned super_bytes = 0;   ///< SuperSpeed: bytes in one interval, from the companion; 0: there is none
};

/// One alternate setting of an interface. A camera that streams takes the smallest that carries its mode.
struct UsbSetting {
    unsigned interface = 0;
    unsigned number = 0;
    bool video_stream = false;
    std::vector<UsbEndpoint> endpoints;
};

/// A size in a format that a camera describes, with the rates it describes it at.
struct UsbMode {
    unsigned interface = 0;
    std::string format;         ///< as a config names it; "mjpeg", "yuyv"; empty: sluice cannot carry it
    bool compressed = false;
    unsigned bits_per_pixel = 0;  ///< of what is not compressed
    unsigned width = 0, height = 0;
    std::uint32_t most_bit_rate = 0;  ///< bits per second at the shortest interval; 0: it does not say
    /// Of 100 ns, shortest first; of a range the shortest and the longest.
    std::vector<std::uint32_t> intervals;
    bool interval_range = false;
};

/// What a configuration of a USB device describes: every setting, and the modes of its cameras.
struct UsbDescription {
    std::vector<UsbSetting> settings;
    std::vector<UsbMode> modes;
};

/// Reads the bytes of /sys/bus/usb/devices/X/descriptors: the device's descriptor, then those of each
/// configuration (USB 2.0 9.6, UVC 1.1 3.9 and its payload documents). They come from the device and may hold
/// anything: what makes no sense is left out, at most 256 settings and 1024 modes are taken. `configuration` is
/// the active one's bConfigurationValue; 0: the first. [any thread]
[[nodiscard]] UsbDescription describe_usb(std::span<const std::byte> descriptors, unsigned configuration = 0);

}  // namespace sluice::v4l2
