#include "camera_device.hpp"

#include <linux/videodev2.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "camera_holders.hpp"
#include "camera_list.hpp"

namespace sluice::v4l2 {

namespace {

// The kernel's fixed fields need not end in a zero.
template <typename Char, std::size_t N>
std::string field_text(const Char (&field)[N]) {
    const auto* text = reinterpret_cast<const char*>(field);
    return {text, ::strnlen(text, N)};
}

Camera seen_at(const std::string& path, bool with_holders) {
    Survey survey;
    survey.formats = false;
    survey.holders = with_holders;
    return look_at(path, survey);
}

[[noreturn]] void fail_busy(const std::string& path, const char* doing) {
    const std::string holders = holders_text(seen_at(path, true));
    if (!holders.empty())
        throw DeviceError(Trouble::busy, path + " is busy: " + holders, "stop that first: a camera serves one program");
    throw DeviceError(Trouble::busy,
                      path + " is busy: the driver would not " + doing + ", and no program is seen to hold it",
                      "sudo fuser -v " + path + " shows those of other users");
}

// Each webcam has a metadata node beside its own, and boards have codecs: say what it is instead.
[[noreturn]] void refuse(const std::string& path, const std::string& otherwise) {
    const Camera seen = seen_at(path, false);
    if (!seen.belongs_to.empty())
        throw DeviceError(Trouble::refused, path + " is the metadata node of " + seen.card,
                          "its pictures are on " + seen.belongs_to);
    throw DeviceError(Trouble::refused, path + " is no camera: " + (seen.why_not.empty() ? otherwise : seen.why_not),
                      "sluice devices lists the cameras");
}

}  // namespace

bool means_unplugged(int error) noexcept { return error == ENODEV || error == ENXIO || error == ESHUTDOWN; }

CameraDevice::Handle::~Handle() {
    if (fd >= 0) calls->close(fd);
}

CameraDevice::CameraDevice(std::shared_ptr<SystemCalls> calls, std::string path)
    : path_(std::move(path)), handle_{std::move(calls)} {
    handle_.fd = handle_.calls->open(path_);
    if (handle_.fd < 0) fail("open it", errno);
    ask_what_it_is();
}

void CameraDevice::ask_what_it_is() {
    v4l2_capability capability{};
    const int error = call(VIDIOC_QUERYCAP, &capability);
    if (error == ENOTTY || error == EINVAL) refuse(path_, "it is no V4L2 device");
    if (error != 0) fail("ask what it is", error);
    driver_ = field_text(capability.driver);
    card_ = field_text(capability.card);
    const std::uint32_t caps =
        capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
    const bool converts = (caps & (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)) != 0;
    const bool gives = (caps & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) != 0;
    if (converts) refuse(path_, "it takes pictures from memory");
    if (!gives || (caps & V4L2_CAP_STREAMING) == 0) refuse(path_, "it gives no frames");
    multiplanar_ = (caps & V4L2_CAP_VIDEO_CAPTURE) == 0;
}

std::uint32_t CameraDevice::buffer_type() const noexcept {
    return multiplanar_ ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

int CameraDevice::call(unsigned long request, void* argument) noexcept {
    for (;;) {
        errno = 0;
        if (handle_.calls->ioctl(handle_.fd, request, argument) >= 0) return 0;
        if (errno != EINTR) return errno != 0 ? errno : EIO;
    }
}

void CameraDevice::need(unsigned long request, void* argument, const char* doing) {
    if (const int error = call(request, argument)) fail(doing, error);
}

void* CameraDevice::map(std::size_t length, std::size_t offset) noexcept {
    return handle_.calls->mmap(handle_.fd, length, offset);
}

Control CameraDevice::control() {
    return [this](unsigned long request, void* argument) {
        const int error = call(request, argument);
        errno = error;
        return error == 0 ? 0 : -1;
    };
}

void CameraDevice::fail(const char* doing, int error) const {
    switch (error) {
        case ENOENT:
            throw DeviceError(Trouble::absent, path_ + " is not there",
                              "plug the camera in; sluice devices lists the cameras");
        case ENODEV:
        case ENXIO:
        case ESHUTDOWN:
            throw DeviceError(Trouble::unplugged, path_ + " has been unplugged",
                              "plug it in again, look at its cable and power");
        case EACCES:
        case EPERM:
            throw DeviceError(Trouble::denied, "may not open " + path_ + ": permission denied",
                              "add yourself to the group video (sudo usermod -aG video $USER) and log in again");
        case EBUSY: fail_busy(path_, doing);
        case ENOSPC:
            throw DeviceError(
                Trouble::no_bandwidth, "the USB bus has no bandwidth left for " + path_,
                "ask for a smaller size or rate, for mjpeg instead of raw, or plug the camera into another controller");
        case ENOTTY:
        case EINVAL:
            throw DeviceError(
                Trouble::refused,
                path_ + ": cannot " + doing + ": the driver refuses (" + std::system_category().message(error) + ")",
                "sluice devices lists the cameras and what they offer");
        default:
            throw DeviceError(Trouble::failed,
                              path_ + ": cannot " + doing + ": " + std::system_category().message(error),
                              "dmesg may say more");
    }
}

}  // namespace sluice::v4l2
