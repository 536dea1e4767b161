#include <fcntl.h>
#include <libv4l2.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "system_calls.hpp"

namespace sluice::v4l2 {

namespace {

bool is_single_planar(int fd) {
    v4l2_capability capability{};
    if (::ioctl(fd, VIDIOC_QUERYCAP, &capability) != 0) return false;
    const bool own = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
    return ((own ? capability.device_caps : capability.capabilities) & V4L2_CAP_VIDEO_CAPTURE) != 0;
}

class KernelCalls final : public SystemCalls {
public:
    int open(const std::string& path) override {
        const int fd = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        // v4l2_open would turn its conversion on, and it writes to stderr itself for what is no camera.
        if (fd >= 0 && is_single_planar(fd)) v4l2_fd_open(fd, V4L2_DISABLE_CONVERSION);
        return fd;
    }
    int close(int fd) override { return v4l2_close(fd); }  // closes one that libv4l2 did not take, too
    int ioctl(int fd, unsigned long request, void* argument) override { return v4l2_ioctl(fd, request, argument); }
    void* mmap(int fd, std::size_t length, std::size_t offset) override {
        void* data = v4l2_mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, static_cast<std::int64_t>(offset));
        return data == MAP_FAILED ? nullptr : data;
    }
};

}  // namespace

std::shared_ptr<SystemCalls> kernel_calls() {
    static const auto calls = std::make_shared<KernelCalls>();
    return calls;
}

}  // namespace sluice::v4l2
