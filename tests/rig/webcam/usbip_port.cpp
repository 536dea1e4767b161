#include "usbip_port.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

namespace rig {
namespace {

const std::string controller = "/sys/devices/platform/vhci_hcd.0";

// All messages begin with twelve words in network order; these are the places of the ones used here.
using Header = std::array<std::uint32_t, 12>;
enum Word { command, number, device_id, direction, endpoint, status, victim = status, length, setup = 10 };
enum Command : std::uint32_t { submit = 1, unlink, answer_submit, answer_unlink };

constexpr int high_speed = 3;  // the number the driver uses for it

bool read_exactly(int fd, void* target, std::size_t size)
{
    auto* at = static_cast<char*>(target);
    while (size > 0) {
        const ssize_t got = ::read(fd, at, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

void write_all(int fd, std::span<iovec> parts)
{
    while (!parts.empty()) {
        ssize_t put = writev(fd, parts.data(), static_cast<int>(parts.size()));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            throw std::system_error(errno, std::generic_category(), "USB port");
        for (; !parts.empty() && static_cast<std::size_t>(put) >= parts[0].iov_len; parts = parts.subspan(1))
            put -= static_cast<ssize_t>(parts[0].iov_len);
        if (!parts.empty()) {
            parts[0].iov_base = static_cast<char*>(parts[0].iov_base) + put;
            parts[0].iov_len -= static_cast<std::size_t>(put);
        }
    }
}

iovec part(const void* data, std::size_t size)
{
    return {const_cast<void*>(data), size};
}

void send_answer(int fd, Command kind, const UsbMessage& message, int result, std::size_t transferred,
                 std::span<const std::uint8_t> first = {}, std::span<const std::uint8_t> second = {})
{
    Header header{};
    header[command] = htonl(kind);
    header[number] = htonl(message.number);
    header[status] = htonl(static_cast<std::uint32_t>(result));
    header[length] = htonl(static_cast<std::uint32_t>(transferred));
    std::array parts{part(header.data(), sizeof header), part(first.data(), first.size()),
                     part(second.data(), second.size())};
    write_all(fd, parts);
}

UsbRequest parse_setup(const Header& header)
{
    std::array<std::uint8_t, 8> bytes{};
    std::memcpy(bytes.data(), &header[setup], bytes.size());
    return {bytes[0], bytes[1], static_cast<std::uint16_t>(bytes[2] | bytes[3] << 8),
            static_cast<std::uint16_t>(bytes[4] | bytes[5] << 8)};
}

}  // namespace

UsbIpPort::UsbIpPort(int port)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    fd_ = ends[0];
    try {
        attach(port, ends[1]);
    } catch (...) {
        close(ends[0]);
        close(ends[1]);
        throw;
    }
    close(ends[1]);  // the kernel holds its own reference
}

UsbIpPort::~UsbIpPort()
{
    close(fd_);
}

void UsbIpPort::attach(int port, int kernel_end)
{
    const std::string file = controller + "/attach";
    const int attach_fd = open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (attach_fd < 0)
        throw std::system_error(errno, std::generic_category(), file + " (is vhci-hcd loaded, are you root?)");
    const std::string line = std::to_string(port) + " " + std::to_string(kernel_end) + " " +
                             std::to_string(0x10000 + port + 1) + " " + std::to_string(high_speed);
    // After an unplug the kernel needs a moment until the port is free again.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    bool attached = false;
    int error = 0;
    do {
        attached = ::write(attach_fd, line.data(), line.size()) > 0;
        error = errno;
        if (!attached)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    } while (!attached && error == EBUSY && std::chrono::steady_clock::now() < until);
    close(attach_fd);
    if (!attached)
        throw std::system_error(error, std::generic_category(), "virtual USB port " + std::to_string(port));
}

std::optional<UsbMessage> UsbIpPort::read()
{
    Header header{};
    if (!read_exactly(fd_, header.data(), sizeof header))
        return std::nullopt;
    UsbMessage message;
    message.number = ntohl(header[number]);
    message.to_host = ntohl(header[direction]) != 0;
    message.endpoint = ntohl(header[endpoint]);
    if (ntohl(header[command]) == unlink) {
        message.cancels = true;
        message.cancelled = ntohl(header[victim]);
        return message;
    }
    message.length = ntohl(header[length]);
    message.request = parse_setup(header);
    if (!message.to_host) {
        message.written.resize(message.length);
        if (!read_exactly(fd_, message.written.data(), message.length))
            return std::nullopt;
    }
    return message;
}

void UsbIpPort::answer_read(const UsbMessage& message, std::span<const std::uint8_t> first,
                            std::span<const std::uint8_t> second)
{
    send_answer(fd_, answer_submit, message, 0, first.size() + second.size(), first, second);
}

void UsbIpPort::answer_write(const UsbMessage& message)
{
    send_answer(fd_, answer_submit, message, 0, message.written.size());
}

void UsbIpPort::refuse(const UsbMessage& message)
{
    send_answer(fd_, answer_submit, message, -EPIPE, 0);
}

void UsbIpPort::answer_cancel(const UsbMessage& message, bool was_waiting)
{
    send_answer(fd_, answer_unlink, message, was_waiting ? -ECONNRESET : 0, 0);
}

std::string device_file(int port)
{
    namespace fs = std::filesystem;
    const std::string plug = "-" + std::to_string(port + 1);
    std::error_code gone;  // the tree may change while it is read
    for (const auto& bus : fs::directory_iterator(controller, gone)) {
        const std::string name = bus.path().filename();
        if (!name.starts_with("usb"))
            continue;
        const std::string device = name.substr(3) + plug;
        const fs::path videos = bus.path() / device / (device + ":1.0") / "video4linux";
        for (const auto& video : fs::directory_iterator(videos, gone)) {
            int index = -1;  // 0 is the pictures; 1 the metadata of the same camera
            std::ifstream(video.path() / "index") >> index;
            const fs::path file = "/dev" / video.path().filename();
            if (index == 0 && fs::exists(file, gone))
                return file;
        }
    }
    return {};
}

}  // namespace rig
