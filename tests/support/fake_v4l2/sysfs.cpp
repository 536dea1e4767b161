// v4l2-ctl and v4l2-compliance refuse a device whose kind they cannot look up below /sys by its number.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "device_number.hpp"
#include "real_calls.hpp"

namespace {

std::FILE* open_entry(const char* function, const char* path, const char* mode)
{
    unsigned minor = 0;
    const std::string pattern = "/sys/dev/char/" + std::to_string(fake_v4l2::video_major) + ":%u/uevent";
    if (std::sscanf(path, pattern.c_str(), &minor) != 1 || minor < fake_v4l2::first_minor)
        return fake_v4l2::real::find<std::FILE*(const char*, const char*)>(function)(path, mode);
    const int fd = memfd_create("uevent", MFD_CLOEXEC);
    if (fd < 0)
        return nullptr;
    dprintf(fd, "DEVNAME=video%u\n", minor);
    lseek(fd, 0, SEEK_SET);
    return fdopen(fd, mode);
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

std::FILE* fopen(const char* path, const char* mode) { return open_entry("fopen", path, mode); }
std::FILE* fopen64(const char* path, const char* mode) { return open_entry("fopen64", path, mode); }

}  // extern "C"
#pragma GCC visibility pop
