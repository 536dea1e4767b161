#include "camera_device.hpp"

#include <fcntl.h>
#include <libv4l2.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "camera_holders.hpp"
#include "camera_list.hpp"

namespace sluice::v4l2 {

namespace {

std::string holders_of(const std::string& path) {
    Survey survey;
    survey.formats = false;
    return holders_text(look_at(path, survey));
}

[[noreturn]] void fail_busy(const std::string& path, const char* doing) {
    const std::string holders = holders_of(path);
    if (!holders.empty()) throw Error(path + " is busy: " + holders, "stop that first: a camera serves one program");
    throw BusyError(path + " is busy: the driver would not " + doing + ", and no program is seen to hold it",
                    "sudo fuser -v " + path + " shows those of other users");
}

}  // namespace

CameraDevice::CameraDevice(std::string path)
    : path_(std::move(path)), fd_(::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)) {
    if (fd_ < 0) fail("open it", errno);
    // v4l2_open would turn its conversion on. Refused (the 17th device): plain ioctls do. What is no camera
    // would make libv4l2 write to stderr itself.
    v4l2_capability capability{};
    if (::ioctl(fd_, VIDIOC_QUERYCAP, &capability) == 0) v4l2_fd_open(fd_, V4L2_DISABLE_CONVERSION);
}

CameraDevice::~CameraDevice() {
    v4l2_close(fd_);  // closes one that libv4l2 did not take, too
}

int CameraDevice::call(unsigned long request, void* argument) noexcept {
    int result = 0;
    do result = v4l2_ioctl(fd_, request, argument);
    while (result < 0 && errno == EINTR);
    return result < 0 ? errno : 0;
}

void CameraDevice::need(unsigned long request, void* argument, const char* doing) {
    if (const int error = call(request, argument)) fail(doing, error);
}

void* CameraDevice::map(std::size_t length, std::size_t offset) noexcept {
    void* data = v4l2_mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, static_cast<std::int64_t>(offset));
    return data == MAP_FAILED ? nullptr : data;
}

void CameraDevice::fail(const char* doing, int error) const {
    switch (error) {
        case ENOENT: throw Error(path_ + " is not there", "plug the camera in; sluice devices lists the cameras");
        case ENODEV:
        case ENXIO: throw Error(path_ + " has been unplugged", "plug it in again, look at its cable and power");
        case EACCES:
        case EPERM:
            throw Error("may not open " + path_ + ": permission denied",
                    "add yourself to the group video (sudo usermod -aG video $USER) and log in again");
        case EBUSY: fail_busy(path_, doing);
        case ENOSPC:
            throw Error("the USB bus has no bandwidth left for " + path_,
                    "ask for a smaller size or rate, for mjpeg instead of raw, or plug the camera into another controller");
        case ENOTTY:
        case EINVAL:
            throw Error(path_ + ": cannot " + doing + ": the driver refuses (" + std::system_category().message(error) + ")",
                    "sluice devices lists the cameras and what they offer");
        default:
            throw Error(path_ + ": cannot " + doing + ": " + std::system_category().message(error), "dmesg may say more");
    }
}

}  // namespace sluice::v4l2
