#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace sluice::v4l2 {

/// The seam between the source and the kernel: all that is ever done to a camera's node. The real one goes
/// through libv4l2; tests put a driver of their own below. As the system calls: -1 or nullptr with errno.
/// A device's calls come from one lane; different devices' from different ones.
class SystemCalls {
public:
    virtual ~SystemCalls() = default;

    /// O_RDWR, O_NONBLOCK, O_CLOEXEC. The descriptor must be one that poll() knows.
    virtual int open(const std::string& path) = 0;
    virtual int close(int fd) = 0;
    virtual int ioctl(int fd, unsigned long request, void* argument) = 0;
    /// Shared, to read and write; taken away again with munmap().
    virtual void* mmap(int fd, std::size_t length, std::size_t offset) = 0;
};

/// The kernel's, by libv4l2 with its conversion off, which repairs some drivers' slips; where libv4l2 takes no
/// device (it knows 16, and no multi-planar ones) straight.
[[nodiscard]] std::shared_ptr<SystemCalls> kernel_calls();

}  // namespace sluice::v4l2
