#pragma once

#include <optional>

namespace sluice::v4l2 {

/// How fast a device, or the port above it, talks. Faster than high: there is room enough to give no advice.
enum class UsbSpeed { unknown, low, full, high, super };

/// What one endpoint reserves of its bus, whether it sends or not. Isochronous or interrupt.
struct UsbPeriodic {
    bool isochronous = true;
    unsigned packet = 0;        ///< bytes of one transaction at most
    unsigned transactions = 1;  ///< in one interval: high speed has up to three
    double interval_us = 125;
};

[[nodiscard]] unsigned bytes_per_interval(const UsbPeriodic& endpoint);
[[nodiscard]] double bytes_per_second(const UsbPeriodic& endpoint);

/// The part of what a bus of this speed has for such endpoints, 1 being all of it: the bus time of USB 2.0
/// 5.11.3 with the worst bit stuffing, of 80 % of a 125 us microframe at high speed (5.6.4) and 90 % of a 1 ms
/// frame at full speed (5.6.4, 5.7.4). The kernel's own schedules for EHCI and dwc2 count the same; a controller
/// that counts in its hardware (xHCI) may fit a little more. Nothing at other speeds.
[[nodiscard]] std::optional<double> bus_share(const UsbPeriodic& endpoint, UsbSpeed speed);

/// Microseconds between two turns of an endpoint: bInterval of USB 2.0 table 9-13. [any thread]
[[nodiscard]] double interval_us(unsigned b_interval, bool isochronous, UsbSpeed speed);

}  // namespace sluice::v4l2
