#include "capture_mode.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "camera_formats.hpp"
#include "camera_mode.hpp"

namespace sluice::v4l2 {

namespace {

std::string offered_names(const std::vector<CameraFormat>& formats) {
    std::string names;
    for (const CameraFormat& format : formats)
        if (format.format) names += (names.empty() ? "" : ", ") + config_name(format);
    return names.empty() ? "nothing sluice carries" : names;
}

bool is_named(const CameraFormat& format, const std::string& name) {
    return format.format && (config_name(format) == name || name_of(*format.format) == name);
}

// The planes of a picture in one block, by the driver's bytes per row. Chroma rows of the planar 4:2:0
// formats are as many bytes for two planes of half a row, or one of pairs (V4L2 docs, "NV12", "YUV420").
Planes planes_of(Format format, std::uint32_t stride, std::uint32_t height) {
    Planes planes;
    if (format == Format::jpeg) return planes;
    planes.count = 1;
    planes.plane[0] = {0, stride, height};
    const std::uint32_t luma = stride * height;
    const std::uint32_t half = (height + 1) / 2;
    if (format == Format::nv12 || format == Format::nv21) {
        planes.count = 2;
        planes.plane[1] = {luma, stride, half};
    } else if (format == Format::i420) {
        planes.count = 3;
        planes.plane[1] = {luma, stride / 2, half};
        planes.plane[2] = {luma + stride / 2 * half, stride / 2, half};
    }
    return planes;
}

std::uint32_t packed_stride(Format format, std::uint32_t width) {
    if (format == Format::yuyv || format == Format::uyvy) return width * 2;
    return format == Format::bgr24 || format == Format::rgb24 ? width * 3 : width;
}

Range range_of(const v4l2_pix_format& pix, Format format) {
    if (pix.quantization == V4L2_QUANTIZATION_FULL_RANGE) return Range::full;
    if (pix.quantization == V4L2_QUANTIZATION_LIM_RANGE) return Range::limited;
    // The default by the V4L2 docs ("Colorspaces"): YUV is limited, RGB and JPEG are full.
    const bool full = format == Format::jpeg || format == Format::bgr24 || format == Format::rgb24 || format == Format::gray;
    return full ? Range::full : Range::limited;
}

Matrix matrix_of(const v4l2_pix_format& pix) {
    const bool by_default = pix.ycbcr_enc == V4L2_YCBCR_ENC_DEFAULT && pix.colorspace == V4L2_COLORSPACE_REC709;
    return by_default || pix.ycbcr_enc == V4L2_YCBCR_ENC_709 ? Matrix::bt709 : Matrix::bt601;
}

v4l2_pix_format set_format(CameraDevice& device, const CaptureMode& mode) {
    v4l2_requestbuffers none{};
    none.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    none.memory = V4L2_MEMORY_MMAP;
    (void)device.call(VIDIOC_REQBUFS, &none);  // buffers of an earlier epoch would make S_FMT say busy
    v4l2_format format{};
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    format.fmt.pix.width = mode.size.width;
    format.fmt.pix.height = mode.size.height;
    format.fmt.pix.pixelformat = mode.pixelformat;
    format.fmt.pix.field = V4L2_FIELD_ANY;
    device.need(VIDIOC_S_FMT, &format, "set the format");
    if (format.fmt.pix.pixelformat != mode.pixelformat)
        throw Error(device.path() + " was asked for " + fourcc_text(mode.pixelformat) + " and gives " + fourcc_text(format.fmt.pix.pixelformat),
                    "write the format it gives; sluice devices lists them");
    return format.fmt.pix;
}

// Cameras that know no rates refuse this, which is no failure: what comes is reported by its count.
double set_rate(CameraDevice& device, Rate rate) {
    v4l2_streamparm parm{};
    parm.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (rate.frames > 0) {
        parm.parm.capture.timeperframe = {rate.seconds, rate.frames};
        (void)device.call(VIDIOC_S_PARM, &parm);
    } else {
        (void)device.call(VIDIOC_G_PARM, &parm);
    }
    const v4l2_fract& period = parm.parm.capture.timeperframe;
    return period.numerator > 0 ? double(period.denominator) / period.numerator : 0;
}

}  // namespace

CaptureMode choose_mode(const CameraDevice& device, std::vector<CameraFormat> offered, const ModeWish& wish) {
    const std::string names = offered_names(offered);
    if (wish.format) std::erase_if(offered, [&](const CameraFormat& format) { return !is_named(format, *wish.format); });
    for (CameraFormat& format : offered) {
        std::vector<CameraSize> fitting;
        if (wish.size) std::ranges::copy_if(format.sizes, std::back_inserter(fitting), [&](const CameraSize& size) { return !size.most && size.size == *wish.size; });
        if (!fitting.empty()) format.sizes = std::move(fitting);
        // A driver that lists no sizes still has one.
        if (format.format && format.sizes.empty()) format.sizes.push_back({wish.size.value_or(Size{1280, 720}), std::nullopt, {1, 1}, {}, false});
    }
    Camera camera;
    camera.formats = std::move(offered);
    const std::optional<CameraMode> preferred = preferred_mode(camera);
    if (!preferred)
        throw Error(device.path() + " does not offer " + wish.format.value_or("a format sluice carries") + ", but " + names,
                    "write one of these as its format");
    CaptureMode mode;
    const auto chosen = std::ranges::find_if(camera.formats, [&](const CameraFormat& f) { return is_named(f, preferred->format); });
    mode.pixelformat = chosen->pixelformat;
    mode.format = *chosen->format;
    mode.size = wish.size.value_or(preferred->size);
    mode.rate = wish.rate.value_or(preferred->rate);
    return mode;
}

Stream set_mode(CameraDevice& device, const CaptureMode& mode) {
    const v4l2_pix_format pix = set_format(device, mode);
    Stream stream;
    stream.format = mode.format;
    stream.width = pix.width;
    stream.height = pix.height;
    const std::uint32_t stride = pix.bytesperline > 0 ? pix.bytesperline : packed_stride(mode.format, pix.width);
    stream.planes = planes_of(mode.format, stride, pix.height);
    stream.range = range_of(pix, mode.format);
    stream.matrix = matrix_of(pix);
    stream.fps = set_rate(device, mode.rate);
    return stream;
}

}  // namespace sluice::v4l2
