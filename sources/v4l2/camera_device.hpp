#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <sluice/error.hpp>

#include "camera_formats.hpp"
#include "system_calls.hpp"

namespace sluice::v4l2 {

/// What kind of failure it is: what may pass by itself, and what somebody must change.
enum class Trouble : std::uint8_t {
    absent,        ///< no such node
    unplugged,     ///< the node is there or was, its device is not
    denied,        ///< no permission
    busy,          ///< another program has it, or this one had it a moment ago
    no_bandwidth,  ///< the USB bus is full
    refused,       ///< it is no camera, or cannot do what the config asks
    nonsense,      ///< the driver handed over a frame that cannot be: it is lost
    failed,        ///< anything else a driver does
};

/// A camera's failure, as the user should read it.
class DeviceError : public Error {
public:
    DeviceError(Trouble trouble, std::string_view what, std::string_view next) : Error(what, next), trouble_(trouble) {}
    [[nodiscard]] Trouble trouble() const noexcept { return trouble_; }

private:
    Trouble trouble_;
};

/// Is that errno what a driver answers once its device is gone?
[[nodiscard]] bool means_unplugged(int error) noexcept;

/// An open camera node: the one place that talks to the driver. Single-planar where the driver offers both
/// kinds of buffers. [the lane of its source]
class CameraDevice {
public:
    /// Opens the node and asks what it is. Throws DeviceError, also for what gives no pictures
    /// (Trouble::refused).
    CameraDevice(std::shared_ptr<SystemCalls> calls, std::string path);
    CameraDevice(const CameraDevice&) = delete;
    CameraDevice& operator=(const CameraDevice&) = delete;

    /// 0 or errno; repeated while a signal interrupts it.
    [[nodiscard]] int call(unsigned long request, void* argument) noexcept;
    /// The same, but any error goes to fail(doing, errno).
    void need(unsigned long request, void* argument, const char* doing);
    /// nullptr on failure, with errno.
    [[nodiscard]] void* map(std::size_t length, std::size_t offset) noexcept;
    /// call() in the shape that camera_formats.hpp wants; not to be used after the device is gone.
    [[nodiscard]] Control control();

    /// Frames come as V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE.
    [[nodiscard]] bool multiplanar() const noexcept { return multiplanar_; }
    /// V4L2_BUF_TYPE_VIDEO_CAPTURE or ..._MPLANE.
    [[nodiscard]] std::uint32_t buffer_type() const noexcept;
    /// As the driver names itself and the camera; a device's text may hold anything.
    [[nodiscard]] const std::string& driver() const noexcept { return driver_; }
    [[nodiscard]] const std::string& card() const noexcept { return card_; }
    [[nodiscard]] int fd() const noexcept { return handle_.fd; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Throws what a user should read when `doing` ("start the stream") failed with that errno.
    [[noreturn]] void fail(const char* doing, int error) const;

private:
    // Closes, also when the constructor throws.
    struct Handle {
        std::shared_ptr<SystemCalls> calls;
        int fd = -1;
        ~Handle();
    };

    void ask_what_it_is();

    std::string path_;
    Handle handle_;
    bool multiplanar_ = false;
    std::string driver_, card_;
};

}  // namespace sluice::v4l2
