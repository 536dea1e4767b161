// To be loaded before a program (LD_PRELOAD): of multi-planar devices it sees only the pixel formats in several
// memories. vivid offers simpler ones beside them, which would be chosen.
#include <dlfcn.h>
#include <linux/videodev2.h>

#include <cstdarg>
#include <cstdint>

namespace {

using Ioctl = int (*)(int, unsigned long, ...);

bool has_several_memories(std::uint32_t pixelformat) {
    return pixelformat == V4L2_PIX_FMT_NV12M || pixelformat == V4L2_PIX_FMT_NV21M || pixelformat == V4L2_PIX_FMT_YUV420M;
}

int few_formats(Ioctl real, int fd, v4l2_fmtdesc& wanted) {
    std::uint32_t left = wanted.index;
    for (std::uint32_t i = 0;; ++i) {
        v4l2_fmtdesc format{};
        format.index = i;
        format.type = wanted.type;
        if (real(fd, VIDIOC_ENUM_FMT, &format) != 0) return -1;
        if (!has_several_memories(format.pixelformat) || left-- > 0) continue;
        format.index = wanted.index;
        wanted = format;
        return 0;
    }
}

}  // namespace

// sluice asks the driver through libv4l2.
extern "C" [[gnu::visibility("default")]] int v4l2_ioctl(int fd, unsigned long request, ...) noexcept {
    static const auto real = reinterpret_cast<Ioctl>(dlsym(RTLD_NEXT, "v4l2_ioctl"));
    va_list rest;
    va_start(rest, request);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    if (request != VIDIOC_ENUM_FMT) return real(fd, request, argument);
    auto& format = *static_cast<v4l2_fmtdesc*>(argument);
    return format.type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE ? few_formats(real, fd, format) : real(fd, request, argument);
}
