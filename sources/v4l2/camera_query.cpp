#include "camera_query.hpp"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include "camera_formats.hpp"
#include "camera_sysfs.hpp"

namespace sluice::v4l2 {

namespace {

/// An open node of a survey.
class Node {
public:
    Node(const std::string& path, const Survey& survey) : survey_(survey), fd_(survey.open(path)) {}
    ~Node() { if (fd_ >= 0) ::close(fd_); }
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    [[nodiscard]] bool good() const noexcept { return fd_ >= 0; }
    int call(unsigned long request, void* argument) const {
        int result = 0;
        do {
            result = survey_.control(fd_, request, argument);
        } while (result < 0 && errno == EINTR);
        return result;
    }

private:
    const Survey& survey_;
    int fd_;
};

// The kernel's fixed fields need not end in a zero.
template <typename Char, std::size_t N>
std::string text_of(const Char (&field)[N]) {
    const auto* text = reinterpret_cast<const char*>(field);
    return {text, ::strnlen(text, N)};
}

std::string advice_for(int error, const std::string& node) {
    const std::string why = std::system_category().message(error);
    if (error == EACCES || error == EPERM)
        return why + "; add yourself to the group video (sudo usermod -aG video $USER) and log in again";
    if (error == ENOENT || error == ENXIO)
        return why + "; the kernel has this camera: in a container, hand it in (--device " + node + ")";
    if (error == ENODEV) return why + "; it was just unplugged";
    return why;
}

bool is_isp(std::string_view driver, std::string_view card) {
    static constexpr std::array drivers = {"bcm2835-isp", "pispbe", "rkisp1", "rkisp", "ipu3-imgu", "mtk-isp"};
    for (const std::string_view name : drivers)
        if (driver.starts_with(name)) return true;
    return card.starts_with("bcm2835-isp") || card.starts_with("pispbe");
}

void say(Camera& camera, NodeRole role, const char* why_not) {
    camera.role = role;
    camera.why_not = why_not;
    camera.is_camera = role == NodeRole::camera;
}

void classify(Camera& camera, std::uint32_t caps) {
    constexpr std::uint32_t capture = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE;
    constexpr std::uint32_t output = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_VIDEO_OUTPUT_MPLANE;
    camera.multiplanar = (caps & V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0 && (caps & V4L2_CAP_VIDEO_CAPTURE) == 0;
    if ((caps & (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)) != 0) {
        const bool isp = is_isp(camera.driver, camera.card);
        return say(camera, isp ? NodeRole::isp : NodeRole::codec,
                   isp ? "image processor: takes pictures from memory" : "codec: takes pictures from memory");
    }
    if (is_isp(camera.driver, camera.card)) return say(camera, NodeRole::isp, "image processor: takes pictures from memory");
    if ((caps & V4L2_CAP_IO_MC) != 0)
        return say(camera, NodeRole::isp, "part of a media pipeline that libcamera sets up");
    if ((caps & capture) != 0) return say(camera, NodeRole::camera, "");
    if ((caps & (V4L2_CAP_META_CAPTURE | V4L2_CAP_META_OUTPUT)) != 0) return say(camera, NodeRole::metadata, "metadata");
    if ((caps & output) != 0) return say(camera, NodeRole::output, "output: shows pictures, gives none");
    say(camera, NodeRole::other, "gives no pictures");
}

// Freeing the buffers we do not have changes nothing, and is refused while another program streams.
bool is_busy(const Node& node, bool multiplanar) {
    v4l2_requestbuffers none{};
    none.type = multiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
    none.memory = V4L2_MEMORY_MMAP;
    return node.call(VIDIOC_REQBUFS, &none) < 0 && errno == EBUSY;
}

void refuse_if_no_picture(Camera& camera) {
    if (camera.formats.empty()) return;
    for (const CameraFormat& format : camera.formats)
        if (format.format) return;
    std::string names;
    for (const CameraFormat& format : camera.formats) names += (names.empty() ? "" : ", ") + format.fourcc;
    say(camera, NodeRole::other, "");
    camera.why_not = "gives only " + names + ", which sluice does not carry";
}

}  // namespace

Survey with_system_calls(Survey survey) {
    if (!survey.open)
        survey.open = [](const std::string& path) { return ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC); };
    if (!survey.control)
        survey.control = [](int fd, unsigned long request, void* argument) { return ::ioctl(fd, request, argument); };
    return survey;
}

void ask(Camera& camera, const Survey& survey) {
    query_driver(camera, survey);
    if (!camera.trouble.empty()) guess_role(camera);
}

void query_driver(Camera& camera, const Survey& survey) {
    const Node node(camera.node, survey);
    v4l2_capability capability{};
    if (!node.good() || node.call(VIDIOC_QUERYCAP, &capability) < 0) {
        const int error = errno;
        camera.trouble = node.good() ? "it is no V4L2 device: " + std::system_category().message(error)
                                     : advice_for(error, camera.node);
        return;
    }
    camera.card = text_of(capability.card);
    camera.driver = text_of(capability.driver);
    camera.bus_info = text_of(capability.bus_info);
    const bool own = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
    classify(camera, own ? capability.device_caps : capability.capabilities);
    if (!camera.is_camera) return;
    if (survey.holders) camera.busy = is_busy(node, camera.multiplanar);
    if (!survey.formats) return;
    camera.formats = formats_of([&node](unsigned long request, void* argument) { return node.call(request, argument); },
                                camera.multiplanar);
    refuse_if_no_picture(camera);
}

}  // namespace sluice::v4l2
