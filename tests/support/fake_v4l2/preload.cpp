// The functions this library puts in front of the C library's. Each asks whether the call is about a fake
// camera, and hands everything else on untouched.
//
// poll, select, epoll, munmap and fcntl need no stand-in: a camera's descriptor is a timer of the kernel.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <cstdarg>

#include "cameras.hpp"
#include "device_number.hpp"
#include "real_calls.hpp"

namespace {

using fake_v4l2::Camera;
using fake_v4l2::Cameras;
using fake_v4l2::OpenFile;
namespace real = fake_v4l2::real;

OpenFile* open_file(int fd)
{
    const Cameras* const cameras = Cameras::instance();
    return cameras ? cameras->of(fd) : nullptr;
}

Camera* camera_at(const char* path)
{
    Cameras* const cameras = Cameras::instance();
    return cameras && path ? cameras->at(path) : nullptr;
}

int open_path(int folder, const char* path, int flags, mode_t mode)
{
    if (Camera* camera = camera_at(path))
        return Cameras::instance()->open(*camera, flags);
    return real::openat(folder, path, flags, mode);
}

void* map(void* address, std::size_t length, int protection, int flags, int fd, off64_t offset)
{
    if (OpenFile* file = open_file(fd)) {
        fd = file->camera.memory_fd(*file, length, static_cast<off_t>(offset));
        if (fd < 0) {
            errno = EINVAL;
            return MAP_FAILED;
        }
        flags |= MAP_POPULATE;  // a driver's pages are there from the start as well
    }
    return real::mmap(address, length, protection, flags, fd, offset);
}

template <typename Stat>
void look_like(const Camera& camera, Stat& info)
{
    info.st_mode = (info.st_mode & ~static_cast<mode_t>(S_IFMT)) | S_IFCHR;
    info.st_rdev = makedev(fake_v4l2::video_major, fake_v4l2::first_minor + camera.number());
}

template <typename Stat>
int stat_descriptor(const char* function, int fd, Stat* info)
{
    const int result = real::find<int(int, Stat*)>(function)(fd, info);
    const OpenFile* const file = open_file(fd);
    if (result == 0 && file)
        look_like(file->camera, *info);
    return result;
}

template <typename Stat>
int stat_path(const char* function, const char* path, Stat* info)
{
    Camera* const camera = camera_at(path);
    if (!camera)
        return real::find<int(const char*, Stat*)>(function)(path, info);
    if (!camera->is_plugged_in()) {
        errno = ENOENT;
        return -1;
    }
    *info = {};
    info->st_mode = 0660;
    look_like(*camera, *info);
    return 0;
}

// 32-bit systems count a call's offset in pages.
#ifdef SYS_mmap2
constexpr long mmap_call = SYS_mmap2;
constexpr off64_t mmap_call_unit = 4096;
#else
constexpr long mmap_call = SYS_mmap;
constexpr off64_t mmap_call_unit = 1;
#endif

mode_t mode_argument(int flags, va_list arguments)
{
    return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int open(const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_path(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_path(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_path(folder, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_path(folder, path, flags | O_LARGEFILE, mode);
}

// What programs built with _FORTIFY_SOURCE call.
int __open_2(const char* path, int flags) { return open_path(AT_FDCWD, path, flags, 0); }
int __open64_2(const char* path, int flags) { return open_path(AT_FDCWD, path, flags | O_LARGEFILE, 0); }
int __openat_2(int folder, const char* path, int flags) { return open_path(folder, path, flags, 0); }
int __openat64_2(int folder, const char* path, int flags) { return open_path(folder, path, flags | O_LARGEFILE, 0); }

int close(int fd)
{
    OpenFile* const file = open_file(fd);
    return file ? Cameras::instance()->close(*file, fd) : real::close(fd);
}

int dup(int fd) noexcept
{
    OpenFile* const file = open_file(fd);
    return file ? Cameras::instance()->dup(*file, fd) : real::dup(fd);
}

int ioctl(int fd, unsigned long request, ...) noexcept
{
    va_list arguments;
    va_start(arguments, request);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    OpenFile* const file = open_file(fd);
    return file ? Cameras::instance()->ioctl(*file, fd, request, argument) : real::ioctl(fd, request, argument);
}

void* mmap(void* address, std::size_t length, int protection, int flags, int fd, off_t offset) noexcept
{
    return map(address, length, protection, flags, fd, offset);
}

void* mmap64(void* address, std::size_t length, int protection, int flags, int fd, off64_t offset) noexcept
{
    return map(address, length, protection, flags, fd, offset);
}

int access(const char* path, int mode) noexcept
{
    Camera* const camera = camera_at(path);
    if (!camera)
        return real::access(path, mode);
    if (camera->is_plugged_in())
        return 0;
    errno = ENOENT;
    return -1;
}

int stat(const char* path, struct stat* info) noexcept { return stat_path("stat", path, info); }
int stat64(const char* path, struct stat64* info) noexcept { return stat_path("stat64", path, info); }
int fstat(int fd, struct stat* info) noexcept { return stat_descriptor("fstat", fd, info); }
int fstat64(int fd, struct stat64* info) noexcept { return stat_descriptor("fstat64", fd, info); }

// libv4l2 calls the kernel this way, to be safe from libraries like this one.
long syscall(long number, ...) noexcept
{
    va_list arguments;
    va_start(arguments, number);
    long a[6];
    for (long& argument : a)
        argument = va_arg(arguments, long);
    va_end(arguments);
    switch (number) {
    case SYS_openat:
        return openat(static_cast<int>(a[0]), reinterpret_cast<const char*>(a[1]), static_cast<int>(a[2]), a[3]);
    case SYS_close: return close(static_cast<int>(a[0]));
    case SYS_ioctl:
        return ioctl(static_cast<int>(a[0]), static_cast<unsigned long>(a[1]), reinterpret_cast<void*>(a[2]));
    case mmap_call:
        return reinterpret_cast<long>(map(reinterpret_cast<void*>(a[0]), static_cast<std::size_t>(a[1]),
                                          static_cast<int>(a[2]), static_cast<int>(a[3]), static_cast<int>(a[4]),
                                          off64_t{a[5]} * mmap_call_unit));
    default: return real::syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    }
}

}  // extern "C"
#pragma GCC visibility pop
