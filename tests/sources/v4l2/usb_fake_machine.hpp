#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/support/scratch_folder.hpp"

namespace sluice::test {

/// The bytes of a camera's descriptors, put together one by one.
class UsbDescriptorBytes {
public:
    /// A device and its configuration, which is number 1.
    UsbDescriptorBytes() {
        put(18, 1, {0x00, 0x02});
        configuration(1);
    }
    UsbDescriptorBytes& configuration(unsigned value) { return put(9, 2, {0, 0, 2, value}); }
    UsbDescriptorBytes& interface(unsigned number, unsigned setting, unsigned kind = 0x0e, unsigned under = 2) {
        return put(9, 4, {number, setting, 1, kind, under});
    }
    UsbDescriptorBytes& isochronous(unsigned packet, unsigned transactions = 1, unsigned interval = 1, unsigned address = 0x81) {
        const unsigned size = packet | (transactions - 1) << 11;
        return put(7, 5, {address, 5, size & 255, size >> 8, interval});
    }
    UsbDescriptorBytes& bulk() { return put(7, 5, {0x81, 2, 0, 2, 0}); }
    UsbDescriptorBytes& companion(unsigned bytes) { return put(6, 0x30, {0, 0, bytes & 255, bytes >> 8}); }
    UsbDescriptorBytes& yuyv() { return put(27, 0x24, {4, 1, 1, 'Y', 'U', 'Y', '2', 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71, 16}); }
    UsbDescriptorBytes& mjpeg() { return put(11, 0x24, {6, 2, 1}); }
    UsbDescriptorBytes& h264() { return put(28, 0x24, {0x10, 3, 1, 'H', '2', '6', '4'}); }
    /// Rates in frames per second, the highest first; `range`: the highest and the lowest of a range.
    UsbDescriptorBytes& frame(bool compressed, unsigned width, unsigned height, std::uint32_t bit_rate, const std::vector<unsigned>& rates,
                              bool range = false) {
        std::vector<unsigned> body = {compressed ? 7u : 5u, 1, 0, width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0, 0};
        quad(body, bit_rate);
        body.insert(body.end(), 8, 0);
        body.push_back(range ? 0 : static_cast<unsigned>(rates.size()));
        for (const unsigned rate : rates) quad(body, 10'000'000 / rate);
        if (range) quad(body, 1);
        return put(2 + body.size(), 0x24, body);
    }
    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

private:
    static void quad(std::vector<unsigned>& body, std::uint32_t value) {
        for (int i = 0; i < 4; ++i) body.push_back(value >> (8 * i) & 255);
    }
    UsbDescriptorBytes& put(std::size_t size, unsigned type, const std::vector<unsigned>& body) {
        bytes_.push_back(std::byte(size));
        bytes_.push_back(std::byte(type));
        for (const unsigned value : body) bytes_.push_back(std::byte(value));
        bytes_.resize(bytes_.size() + size - 2 - body.size());
        return *this;
    }
    std::vector<std::byte> bytes_;
};

/// What many webcams say: mjpeg and yuyv in two sizes, and alternate settings up to 3072 bytes a microframe.
inline UsbDescriptorBytes usual_webcam() {
    UsbDescriptorBytes out;
    out.interface(0, 0, 0x0e, 1).interface(1, 0);
    out.mjpeg().frame(true, 1280, 720, 147'456'000, {30, 15, 10}).frame(true, 640, 480, 49'152'000, {30, 15});
    out.yuyv().frame(false, 1280, 720, 147'456'000, {10}).frame(false, 640, 480, 147'456'000, {30, 15}).frame(false, 320, 240, 36'864'000, {30, 15});
    out.interface(1, 1).isochronous(128).interface(1, 2).isochronous(512).interface(1, 3).isochronous(1024);
    out.interface(1, 4).isochronous(768, 2).interface(1, 5).isochronous(1024, 2).interface(1, 6).isochronous(896, 3);
    out.interface(1, 7).isochronous(1024, 3);
    return out;
}

/// A machine made of files: sysfs with USB buses and what is plugged in.
class FakeUsbMachine {
public:
    FakeUsbMachine() {
        for (const char* name : {"sys/bus/usb/devices", "sys/class/video4linux", "dev", "proc"}) std::filesystem::create_directories(root() / name);
    }
    [[nodiscard]] std::filesystem::path root() const { return folder_.path(); }
    [[nodiscard]] std::string sys() const { return root() / "sys"; }
    [[nodiscard]] std::string dev() const { return root() / "dev"; }
    [[nodiscard]] std::string proc() const { return root() / "proc"; }
    [[nodiscard]] std::string node(unsigned number) const { return dev() + "/video" + std::to_string(number); }

    void write(const std::filesystem::path& path, const std::string& text) const {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }

    void bus(unsigned number, unsigned mbit, const std::string& controller, const std::string& driver, unsigned open_ports = 0) {
        const std::string name = "usb" + std::to_string(number);
        plug(name, root() / "sys/devices" / controller / name, mbit, "Host Controller");
        write(at(name) / "manufacturer", "Linux 6.1.0-18-amd64 " + driver + "\n");
        write(at(name) / "bDeviceClass", "09\n");
        for (unsigned i = 1; i <= open_ports; ++i)
            write(at(name) / (std::to_string(number) + "-0:1.0") / (name + "-port" + std::to_string(i)) / "connect_type", "hotplug\n");
    }
    void hub(const std::string& port, unsigned mbit) {
        plug(port, at(parent(port)) / port, mbit, "USB2.0 Hub");
        write(at(port) / "bDeviceClass", "09\n");
    }
    /// Its second interface carries the pictures, and is in `setting`.
    void camera(const std::string& port, unsigned mbit, unsigned number, const std::string& card, const UsbDescriptorBytes& descriptors,
                unsigned setting = 0, const std::string& serial = "") {
        plug(port, at(parent(port)) / port, mbit, card);
        const std::filesystem::path device = at(port);
        write(device / "serial", serial + "\n");
        write(device / "bConfigurationValue", "1\n");
        const auto& bytes = descriptors.bytes();
        write(device / "descriptors", std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
        interface(port, 0, 0, "0e", "01");
        interface(port, 1, setting, "0e", "02");
        const std::filesystem::path video = root() / "sys/class/video4linux" / ("video" + std::to_string(number));
        write(video / "name", card + "\n");
        write(video / "index", "0\n");
        std::filesystem::create_directory_symlink(device / (port + ":1.0"), video / "device");
        write(node(number), "");
    }
    void interface(const std::string& port, unsigned number, unsigned setting, const std::string& kind, const std::string& under) {
        const std::string name = port + ":1." + std::to_string(number);
        const std::filesystem::path folder = at(port) / name;
        write(folder / "bInterfaceNumber", "0" + std::to_string(number) + "\n");
        write(folder / "bAlternateSetting", " " + std::to_string(setting) + "\n");
        write(folder / "bInterfaceClass", kind + "\n");
        write(folder / "bInterfaceSubClass", under + "\n");
        link(name, folder);
    }
    /// A process that has a node open.
    void holder(unsigned pid, const std::string& name, unsigned number) {
        const std::filesystem::path process = root() / "proc" / std::to_string(pid);
        write(process / "comm", name + "\n");
        std::filesystem::create_directories(process / "fd");
        std::filesystem::create_symlink(node(number), process / "fd/3");
    }
    /// The device's folder.
    [[nodiscard]] std::filesystem::path at(const std::string& port) const { return places_.at(port); }

private:
    static std::string parent(const std::string& port) {
        const auto dot = port.rfind('.');
        return dot != std::string::npos ? port.substr(0, dot) : "usb" + port.substr(0, port.find('-'));
    }
    void link(const std::string& name, const std::filesystem::path& place) {
        std::filesystem::create_directory_symlink(place, root() / "sys/bus/usb/devices" / name);
    }
    void plug(const std::string& port, const std::filesystem::path& place, unsigned mbit, const std::string& product) {
        places_[port] = place;
        write(place / "speed", std::to_string(mbit) + "\n");
        write(place / "version", " 2.00\n");
        write(place / "product", product + "\n");
        write(place / "idVendor", "046d\n");
        write(place / "idProduct", "082d\n");
        write(place / "bDeviceClass", "ef\n");
        link(port, place);
    }

    ScratchFolder folder_;
    std::map<std::string, std::filesystem::path> places_;
};

}  // namespace sluice::test
