#pragma once

#include <optional>
#include <string>
#include <vector>

#include "usb_descriptors.hpp"
#include "usb_periodic.hpp"

namespace sluice::v4l2 {

/// What an interface reserves at this moment, by the setting it is in.
struct UsbReservation {
    bool video = false;   ///< of a camera's pictures; otherwise its microphone, a keyboard, ...
    bool exact = true;    ///< false: at least so much; the kernel's text leaves out the transactions
    UsbPeriodic endpoint;
};

/// A hub or another device. Texts come from the device: they may hold anything.
struct UsbDevice {
    std::string port;     ///< "1-1.2"; "usb1": the bus's own hub
    std::string product;
    UsbSpeed speed = UsbSpeed::unknown;
    double mbit = 0;      ///< Mbit/s it talks at
    bool hub = false;
    bool camera = false;  ///< it has a video interface
    unsigned version = 0; ///< of USB it claims to know: 0x0200
    UsbDescription description;
    std::vector<UsbReservation> reserved;
};

/// A bus: the devices that share one root hub, parents before what is plugged into them.
struct UsbBus {
    unsigned number = 0;
    std::string controller;  ///< "0000:00:14.0", "3f980000.usb"
    std::string driver;      ///< "xhci-hcd", where the kernel tells
    UsbSpeed speed = UsbSpeed::unknown;
    double mbit = 0;
    unsigned open_ports = 0; ///< known to be reachable from outside, and empty
    std::vector<UsbDevice> devices;
};

/// What of a bus's bandwidth for cameras and the like is reserved: see bus_share().
struct UsbUse {
    double share = 0;
    bool complete = true;  ///< false: something is reserved that cannot be counted; it is at least that much
};

/// Every bus of this machine, by sysfs alone: no device is opened or asked. [any thread]
[[nodiscard]] std::vector<UsbBus> usb_buses(const std::string& sys = "/sys");

/// Of all devices, or without those at `aside`. Nothing where the bus has so much that no sum is made.
[[nodiscard]] std::optional<UsbUse> usb_use(const UsbBus& bus, const std::vector<std::string>& aside = {});

/// The hub above, "1-1" of "1-1.2", "usb1" of "1-1"; empty of a root hub.
[[nodiscard]] std::string usb_parent(const std::string& port);

[[nodiscard]] const UsbBus* bus_of(const std::vector<UsbBus>& buses, const std::string& port);
[[nodiscard]] const UsbDevice* device_at(const UsbBus& bus, const std::string& port);

/// The hub of 12 Mbit/s that a device for USB 2.0 is behind; nullptr: none. What holds a device for USB 3 to USB 2,
/// a hub, a cable or its port, cannot be told.
[[nodiscard]] const UsbDevice* limiting_hub(const UsbBus& bus, const UsbDevice& device);

/// Both surely share one wire: a hub below the root, or a controller that counts over all its ports. One that counts
/// in hardware (xHCI) may have several buses behind what it shows as one.
[[nodiscard]] bool surely_shared(const UsbBus& bus, const std::vector<std::string>& ports);

}  // namespace sluice::v4l2
