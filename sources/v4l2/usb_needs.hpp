#pragma once

#include <cstdint>
#include <optional>

#include "camera_mode.hpp"
#include "usb_descriptors.hpp"
#include "usb_periodic.hpp"

namespace sluice::v4l2 {

/// A mode at one of its rates: what a camera is asked to send.
struct UsbWish {
    const UsbMode* mode = nullptr;  ///< of the description it was found in
    std::uint32_t interval = 0;     ///< of 100 ns
    [[nodiscard]] double per_second() const noexcept { return interval ? 1e7 / interval : 0; }
};

/// The mode a config means, at its nearest rate; rate 0: the highest. Nothing where the camera describes none such.
[[nodiscard]] std::optional<UsbWish> find_wish(const UsbDescription& description, const CameraMode& asked);

/// Bytes of picture a second, by what the camera declares: of raw formats size times rate, of mjpeg its
/// dwMaxBitRate, which holds at the shortest interval (UVC 1.1, MJPEG payload 3.1.2). Nothing where it declares none.
[[nodiscard]] std::optional<double> declared_bytes_per_second(const UsbWish& wish);

/// What the camera reserves of the bus once it streams this: the smallest alternate setting that carries it, as the
/// kernel chooses, or the largest. Nothing where that is not known, or it streams in bulk. What a camera asks for when
/// it starts may be more than it declares: that cannot be seen from outside.
[[nodiscard]] std::optional<UsbPeriodic> reservation_for(const UsbDescription& description, const UsbWish& wish, UsbSpeed speed);

/// A camera that streams in bulk takes what is left over, and reserves nothing.
[[nodiscard]] bool streams_in_bulk(const UsbDescription& description);

[[nodiscard]] UsbPeriodic periodic_of(const UsbEndpoint& endpoint, UsbSpeed speed);

}  // namespace sluice::v4l2
