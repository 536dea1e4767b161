#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "bytes.hpp"
#include "usb_request.hpp"

namespace rig {

// One message from the kernel's virtual USB host controller.
struct UsbMessage {
    bool cancels = false;         // an earlier message, whose number is `cancelled`
    bool to_host = false;         // which way the data goes
    std::uint32_t number = 0;
    std::uint32_t cancelled = 0;
    std::uint32_t endpoint = 0;
    std::uint32_t length = 0;     // room for the answer, in bytes
    UsbRequest request;           // for endpoint 0
    Bytes written;                // what the host sends
};

// A USB device's end of a port of the kernel's vhci-hcd driver, which speaks the USB/IP protocol
// (Documentation/usb/usbip_protocol.rst in the kernel). Closing it unplugs the device.
class UsbIpPort {
public:
    // Throws std::system_error when the port cannot be had; waits a little for one just unplugged.
    explicit UsbIpPort(int port);
    ~UsbIpPort();
    UsbIpPort(const UsbIpPort&) = delete;
    UsbIpPort& operator=(const UsbIpPort&) = delete;

    int fd() const { return fd_; }

    // Waits for a message; nothing when the kernel has closed the port.
    std::optional<UsbMessage> read();

    // The two parts of `data` are sent one after the other, as one transfer.
    void answer_read(const UsbMessage& message, std::span<const std::uint8_t> first,
                     std::span<const std::uint8_t> second = {});
    void answer_write(const UsbMessage& message);
    void refuse(const UsbMessage& message);
    void answer_cancel(const UsbMessage& message, bool was_waiting);

private:
    void attach(int port, int kernel_end);

    int fd_ = -1;
};

// The device file of the camera plugged into `port`; empty while the kernel is still getting to know it.
std::string device_file(int port);

}  // namespace rig
