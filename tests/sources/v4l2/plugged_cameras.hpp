#pragma once

#include <fcntl.h>
#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "sources/v4l2/camera_finder.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice::v4l2 {

namespace fs = std::filesystem;

struct PluggedCamera {
    std::string card = "Lab UVC Camera", serial = "CAM0", id = "1d6b:0102";
};

/// What a node's driver answers.
struct NodeAnswer {
    std::string driver, card, bus;
    std::uint32_t caps = V4L2_CAP_VIDEO_CAPTURE;
};

/// A machine made of files, into which cameras are plugged; it notes which nodes are opened.
class PluggedCameras : public testing::Test {
protected:
    PluggedCameras() {
        for (const char* folder : {"sys/class/video4linux", "dev/v4l/by-id", "dev/v4l/by-path"}) fs::create_directories(root_ / folder);
        survey_.sys = root_ / "sys";
        survey_.dev = root_ / "dev";
        survey_.open = [this](const std::string& path) { return open(path); };
        survey_.control = [this](int fd, unsigned long request, void* argument) { return answer(fd, request, argument); };
    }

    int open(const std::string& path) {
        const std::string node = fs::path(path).filename();
        opened_.push_back(node);
        const int fd = denied_.empty() ? ::open("/dev/null", O_RDONLY | O_CLOEXEC) : -1;
        if (fd < 0) errno = EACCES;
        fds_[fd] = node;
        return fd;
    }

    int answer(int fd, unsigned long request, void* argument) {
        if (request != VIDIOC_QUERYCAP) return errno = ENOTTY, -1;
        const NodeAnswer& from = answers_[fds_[fd]];
        auto& out = *static_cast<v4l2_capability*>(argument);
        std::memcpy(out.driver, from.driver.data(), std::min(sizeof out.driver, from.driver.size()));
        std::memcpy(out.card, from.card.data(), std::min(sizeof out.card, from.card.size()));
        std::memcpy(out.bus_info, from.bus.data(), std::min(sizeof out.bus_info, from.bus.size()));
        out.device_caps = from.caps;
        out.capabilities = V4L2_CAP_DEVICE_CAPS;
        return 0;
    }

    static void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text << '\n';
    }

    void add_node(int number, const fs::path& device, const std::string& name, int index, const NodeAnswer& says) {
        const std::string node = "video" + std::to_string(number);
        const fs::path entry = root_ / "sys/class/video4linux" / node;
        write(entry / "name", name);
        write(entry / "index", std::to_string(index));
        fs::create_symlink(device, entry / "device");
        write(root_ / "dev" / node, "");
        answers_[node] = says;
    }

    /// A webcam with its metadata node: `number` and the one after.
    void plug(int number, const std::string& port, const PluggedCamera& webcam = {}) {
        const fs::path device = root_ / "sys/devices/usb1" / port;
        const fs::path interface = device / (port + ":1.0");
        write(device / "idVendor", webcam.id.substr(0, 4));
        write(device / "idProduct", webcam.id.substr(5));
        write(device / "devnum", std::to_string(++plugged_));
        if (!webcam.serial.empty()) write(device / "serial", webcam.serial);
        fs::create_directories(interface);
        const std::string bus = "usb-0000:00:14.0-" + port;
        add_node(number, interface, webcam.card, 0, {"uvcvideo", webcam.card, bus});
        add_node(number + 1, interface, webcam.card, 1, {"uvcvideo", webcam.card, bus, V4L2_CAP_META_CAPTURE});
        fs::create_symlink("../../video" + std::to_string(number), root_ / "dev/v4l/by-path" / ("pci-usb-0:" + port + ":1.0-video-index0"));
    }
    void unplug(int number, const std::string& port) {
        for (const int each : {number, number + 1}) remove_node(each);
        fs::remove_all(root_ / "sys/devices/usb1" / port);
        fs::remove(root_ / "dev/v4l/by-path" / ("pci-usb-0:" + port + ":1.0-video-index0"));
    }
    void remove_node(int number) {
        const std::string node = "video" + std::to_string(number);
        fs::remove_all(root_ / "sys/class/video4linux" / node);
        fs::remove(root_ / "dev" / node);
    }
    /// One that is no USB camera.
    void add_platform(int number, const std::string& device, const std::string& name, const NodeAnswer& says, int index = 0) {
        fs::create_directories(root_ / "sys/devices/platform" / device);
        add_node(number, root_ / "sys/devices/platform" / device, name, index, says);
    }

    [[nodiscard]] std::string dev(const std::string& name) const { return root_ / "dev" / name; }
    [[nodiscard]] CameraWish device(const std::string& name) const { return {.device = dev(name)}; }

    /// The name of the node it finds; an error's text otherwise.
    std::string found_by(CameraFinder& finder) {
        opened_.clear();
        try {
            return fs::path(finder.find().node).filename().string();
        } catch (const Error& error) {
            // Without the scratch folder's name, which says nothing.
            std::string text = error.what();
            for (std::size_t at = 0; (at = text.find(root_.string())) != std::string::npos;) text.erase(at, root_.string().size());
            return text;
        }
    }
    std::string found_by(const CameraWish& wish) {
        CameraFinder finder(wish, survey_);
        return found_by(finder);
    }
    /// A finder whose camera has streamed.
    CameraFinder after_streaming(const CameraWish& wish) {
        CameraFinder finder(wish, survey_);
        finder.remember(finder.find());
        return finder;
    }

    test::ScratchFolder scratch_;
    fs::path root_ = fs::canonical(scratch_.path());
    Survey survey_;
    std::map<std::string, NodeAnswer> answers_;
    std::map<int, std::string> fds_;
    std::vector<std::string> opened_;
    std::string denied_;
    int plugged_ = 0;
};

}  // namespace sluice::v4l2
