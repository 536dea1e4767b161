#pragma once

#include <fcntl.h>
#include <linux/videodev2.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/plan.hpp"
#include "sinks/file/file_sink.hpp"
#include "sinks/zmq/zmq_sink.hpp"
#include "sources/v4l2/v4l2_source.hpp"
#include "tests/sources/v4l2/usb_fake_machine.hpp"
#include "tests/support/fake_params.hpp"
#include "tools/sluice/doctor/machine.hpp"

namespace sluice::test {

/// A machine for the doctor: files in place of sysfs and /proc, functions in place of drivers. All cameras offer
/// mjpeg in 1280x720 and 640x480, yuyv in 640x480, each at 30 and 15, and a brightness of 0 to 255.
class FakePatient : public FakeUsbMachine {
public:
    FakePatient() {
        machine.survey.sys = sys();
        machine.survey.dev = dev();
        machine.survey.proc = proc();
        machine.survey.open = [this](const std::string& path) { return open(path); };
        machine.survey.control = [this](int fd, unsigned long request, void* argument) { return answer(fd, request, argument); };
        machine.groups = root() / "group";
        machine.user = "pi";
        machine.memberships = {1000, 44};
        write(root() / "group", "root:x:0:\nvideo:x:44:pi,kiosk\n");
        write(root() / "proc/meminfo", "MemTotal:  2000000 kB\nMemFree: 1 kB\nMemAvailable:    1000000 kB\n");
    }

    sluice::tool::Machine machine;
    std::map<std::string, int> open_errors;  ///< of a node's path
    std::set<std::string> busy;              ///< nodes that stream for somebody

    /// Two webcams on one hub of a bus that its driver counts as one.
    void two_webcams() {
        bus(1, 480, "3f980000.usb", "dwc2_hsotg");
        hub("1-1", 480);
        camera("1-1.2", 480, 0, "Cam A", usual_webcam());
        camera("1-1.3", 480, 2, "Cam B", usual_webcam(), 0, "0123");
    }

private:
    int open(const std::string& path) {
        const auto error = open_errors.find(path);
        if (error != open_errors.end()) return refuse(error->second);
        const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        paths_[fd] = path;
        return fd;
    }
    static int refuse(int error) {
        errno = error;
        return -1;
    }
    template <std::size_t N>
    static void put(unsigned char (&field)[N], const std::string& text) { std::memcpy(field, text.data(), std::min(N, text.size())); }
    template <std::size_t N>
    static void put(char (&field)[N], const std::string& text) { std::memcpy(field, text.data(), std::min(N, text.size())); }

    int answer(int fd, unsigned long request, void* argument) {
        switch (request) {
            case VIDIOC_QUERYCAP: {
                auto& capability = *static_cast<v4l2_capability*>(argument);
                put(capability.driver, "uvcvideo");
                put(capability.card, "Webcam");
                capability.capabilities = V4L2_CAP_DEVICE_CAPS;
                capability.device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
                return 0;
            }
            case VIDIOC_ENUM_FMT: {
                auto& entry = *static_cast<v4l2_fmtdesc*>(argument);
                if (entry.type != V4L2_BUF_TYPE_VIDEO_CAPTURE || entry.index > 1) return refuse(EINVAL);
                entry.pixelformat = entry.index == 0 ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV;
                return 0;
            }
            case VIDIOC_ENUM_FRAMESIZES: {
                auto& entry = *static_cast<v4l2_frmsizeenum*>(argument);
                const bool raw = entry.pixel_format == V4L2_PIX_FMT_YUYV;
                if (entry.index > (raw ? 0u : 1u)) return refuse(EINVAL);
                entry.type = V4L2_FRMSIZE_TYPE_DISCRETE;
                entry.discrete = raw || entry.index == 1 ? v4l2_frmsize_discrete{640, 480} : v4l2_frmsize_discrete{1280, 720};
                return 0;
            }
            case VIDIOC_ENUM_FRAMEINTERVALS: {
                auto& entry = *static_cast<v4l2_frmivalenum*>(argument);
                if (entry.index > 1) return refuse(EINVAL);
                entry.type = V4L2_FRMIVAL_TYPE_DISCRETE;
                entry.discrete = {1, entry.index == 0 ? 30u : 15u};
                return 0;
            }
            case VIDIOC_REQBUFS: return busy.contains(paths_[fd]) ? refuse(EBUSY) : 0;
            case VIDIOC_QUERY_EXT_CTRL: {
                auto& query = *static_cast<v4l2_query_ext_ctrl*>(argument);
                if ((query.id & ~0xf0000000u) >= V4L2_CID_BRIGHTNESS) return refuse(EINVAL);
                query = {};
                query.id = V4L2_CID_BRIGHTNESS;
                query.type = V4L2_CTRL_TYPE_INTEGER;
                put(query.name, "Brightness");
                query.maximum = 255;
                query.step = query.elems = 1;
                query.elem_size = 4;
                return 0;
            }
            default: return refuse(ENOTTY);
        }
    }

    std::map<int, std::string> paths_;
};

inline config::Node config_node(const std::string& name, const NodeEntry& entry, Texts texts) {
    config::Node node;
    node.kind = entry.kind;
    node.name = name;
    node.type = entry.type;
    node.entry = &entry;
    node.params = std::make_shared<FakeParams>(entry, std::move(texts));
    return node;
}

/// A plan of these sources, and sinks that take from the first of them.
inline Plan plan_of(std::vector<config::Node> nodes) {
    for (config::Node& node : nodes) {
        if (node.kind != NodeKind::sink) continue;
        config::Link link;
        link.node = nodes.front().name;
        node.from.push_back(link);
    }
    return make_plan(config::Config{std::move(nodes)});
}

}  // namespace sluice::test
