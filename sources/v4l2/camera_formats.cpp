#include "camera_formats.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <utility>

namespace sluice::v4l2 {

namespace {

constexpr std::uint32_t most_formats = 64, most_sizes = 128, most_rates = 64;

struct Known {
    std::uint32_t code;
    Format format;
    std::uint32_t memory_planes = 1;
};
constexpr Known known[] = {
    {V4L2_PIX_FMT_MJPEG, Format::jpeg},      {V4L2_PIX_FMT_JPEG, Format::jpeg},
    {V4L2_PIX_FMT_YUYV, Format::yuyv},       {V4L2_PIX_FMT_UYVY, Format::uyvy},
    {V4L2_PIX_FMT_NV12, Format::nv12},       {V4L2_PIX_FMT_NV21, Format::nv21},
    {V4L2_PIX_FMT_YUV420, Format::i420},     {V4L2_PIX_FMT_GREY, Format::gray},
    {V4L2_PIX_FMT_BGR24, Format::bgr24},     {V4L2_PIX_FMT_RGB24, Format::rgb24},
    {V4L2_PIX_FMT_NV12M, Format::nv12, 2},   {V4L2_PIX_FMT_NV21M, Format::nv21, 2},
    {V4L2_PIX_FMT_YUV420M, Format::i420, 3},
};

const Known* known_as(std::uint32_t pixelformat) {
    for (const Known& one : known)
        if (one.code == pixelformat) return &one;
    return nullptr;
}

double area(const CameraSize& size) {
    const Size most = size.most.value_or(size.size);
    return double(most.width) * most.height;
}

bool can_be(Size size) {
    return size.width > 0 && size.height > 0 && size.width <= most_side && size.height <= most_side;
}

bool is_rate(const v4l2_fract& interval) { return interval.numerator > 0 && interval.denominator > 0; }

/// A time from frame to frame is the rate upside down; 0 seconds is no rate.
void add_rate(std::vector<Rate>& rates, const v4l2_fract& interval) {
    if (!is_rate(interval)) return;
    const Rate rate{interval.denominator, interval.numerator};
    if (std::find(rates.begin(), rates.end(), rate) == rates.end()) rates.push_back(rate);
}

/// Half a range tells nothing.
void add_range(CameraSize& size, const v4l2_frmival_stepwise& range) {
    if (!is_rate(range.min) || !is_rate(range.max)) return;
    add_rate(size.rates, range.min);
    add_rate(size.rates, range.max);
    size.rate_range = size.rates.size() > 1;
}

void read_rates(const Control& control, std::uint32_t pixelformat, CameraSize& size) {
    const Size at = size.most.value_or(size.size);
    for (std::uint32_t i = 0; i < most_rates; ++i) {
        v4l2_frmivalenum entry{};
        entry.index = i;
        entry.pixel_format = pixelformat;
        entry.width = at.width;
        entry.height = at.height;
        if (control(VIDIOC_ENUM_FRAMEINTERVALS, &entry) < 0) break;
        if (entry.type == V4L2_FRMIVAL_TYPE_DISCRETE) {
            add_rate(size.rates, entry.discrete);
            continue;
        }
        size.rates.clear();
        add_range(size, entry.stepwise);
        break;
    }
    std::sort(size.rates.begin(), size.rates.end(), [](Rate a, Rate b) { return a.per_second() > b.per_second(); });
}

/// Nothing: what cannot be.
std::optional<CameraSize> size_of(const v4l2_frmsizeenum& entry) {
    CameraSize out;
    if (entry.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
        out.size = {entry.discrete.width, entry.discrete.height};
        return can_be(out.size) ? std::optional(out) : std::nullopt;
    }
    const v4l2_frmsize_stepwise& range = entry.stepwise;
    if (entry.type == V4L2_FRMSIZE_TYPE_STEPWISE)
        out.step = {std::max(1U, range.step_width), std::max(1U, range.step_height)};
    out.size = {range.min_width > 0 ? range.min_width : out.step.width,
                range.min_height > 0 ? range.min_height : out.step.height};
    out.most = Size{std::min(range.max_width, most_side), std::min(range.max_height, most_side)};
    if (!can_be(out.size) || out.most->width < out.size.width || out.most->height < out.size.height)
        return std::nullopt;
    if (*out.most == out.size) out.most.reset();
    return out;
}

/// A driver that lists no sizes (v4l2loopback, old ones) still has the one it is set to.
void read_current_size(const Control& control, bool multiplanar, CameraFormat& format) {
    v4l2_format now{};
    now.type = multiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (control(VIDIOC_G_FMT, &now) < 0) return;
    const bool same = (multiplanar ? now.fmt.pix_mp.pixelformat : now.fmt.pix.pixelformat) == format.pixelformat;
    const Size size =
        multiplanar ? Size{now.fmt.pix_mp.width, now.fmt.pix_mp.height} : Size{now.fmt.pix.width, now.fmt.pix.height};
    if (same && can_be(size)) format.sizes.push_back(rates_at(control, format.pixelformat, size));
}

void read_sizes(const Control& control, bool multiplanar, CameraFormat& format) {
    for (std::uint32_t i = 0; i < most_sizes; ++i) {
        v4l2_frmsizeenum entry{};
        entry.index = i;
        entry.pixel_format = format.pixelformat;
        if (control(VIDIOC_ENUM_FRAMESIZES, &entry) < 0) break;
        std::optional<CameraSize> size = size_of(entry);
        // Some cameras list a size twice.
        const bool again = size && std::any_of(format.sizes.begin(), format.sizes.end(), [&](const CameraSize& other) {
                               return other.size == size->size && other.most == size->most;
                           });
        if (size && !again) {
            read_rates(control, format.pixelformat, *size);
            format.sizes.push_back(std::move(*size));
        }
        if (entry.type != V4L2_FRMSIZE_TYPE_DISCRETE) break;
    }
    if (format.sizes.empty()) read_current_size(control, multiplanar, format);
    std::stable_sort(format.sizes.begin(), format.sizes.end(),
                     [](const CameraSize& a, const CameraSize& b) { return area(a) > area(b); });
}

}  // namespace

std::vector<CameraFormat> formats_of(const Control& control, bool multiplanar) {
    std::vector<CameraFormat> out;
    for (std::uint32_t i = 0; i < most_formats; ++i) {
        v4l2_fmtdesc entry{};
        entry.index = i;
        entry.type = multiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
        if (control(VIDIOC_ENUM_FMT, &entry) < 0) break;
        CameraFormat format;
        format.pixelformat = entry.pixelformat;
        format.fourcc = fourcc_text(entry.pixelformat);
        format.format = format_of(entry.pixelformat);
        format.emulated = (entry.flags & V4L2_FMT_FLAG_EMULATED) != 0;
        read_sizes(control, multiplanar, format);
        out.push_back(std::move(format));
    }
    return out;
}

CameraSize rates_at(const Control& control, std::uint32_t pixelformat, Size size) {
    CameraSize out;
    out.size = size;
    read_rates(control, pixelformat, out);
    return out;
}

std::string fourcc_text(std::uint32_t pixelformat) {
    std::string out;
    for (int i = 0; i < 4; ++i) {
        const char c = static_cast<char>(pixelformat >> (8 * i) & 0x7f);
        out += c > ' ' && c < 0x7f ? c : c == ' ' ? ' ' : '?';
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

std::optional<Format> format_of(std::uint32_t pixelformat) {
    const Known* one = known_as(pixelformat);
    return one ? std::optional(one->format) : std::nullopt;
}

std::uint32_t memory_planes_of(std::uint32_t pixelformat) {
    const Known* one = known_as(pixelformat);
    return one ? one->memory_planes : 0;
}

}  // namespace sluice::v4l2
