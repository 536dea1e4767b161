#pragma once

#include <cstddef>
#include <string>

#include <sluice/error.hpp>

namespace sluice::v4l2 {

/// The camera is taken, though by nobody who is seen: it may be free in a moment.
class BusyError : public Error {
public:
    using Error::Error;
};

/// An open camera node: the one place that talks to the driver. Calls go through libv4l2 with its
/// conversion off, which repairs some drivers' slips; where libv4l2 takes no more devices (it knows
/// 16) they go straight to the kernel. [the lane of its source]
class CameraDevice {
public:
    /// Throws what the user should read.
    explicit CameraDevice(std::string path);
    ~CameraDevice();
    CameraDevice(const CameraDevice&) = delete;
    CameraDevice& operator=(const CameraDevice&) = delete;

    /// 0 or errno; repeated while a signal interrupts it.
    [[nodiscard]] int call(unsigned long request, void* argument) noexcept;
    /// The same, but any error goes to fail(doing, errno).
    void need(unsigned long request, void* argument, const char* doing);
    /// nullptr on failure, with errno.
    [[nodiscard]] void* map(std::size_t length, std::size_t offset) noexcept;

    [[nodiscard]] int fd() const noexcept { return fd_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Throws what a user should read when `doing` ("start the stream") failed with that errno.
    [[noreturn]] void fail(const char* doing, int error) const;

private:
    std::string path_;
    int fd_;
};

}  // namespace sluice::v4l2
