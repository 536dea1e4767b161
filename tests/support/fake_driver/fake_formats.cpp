#include "tests/support/fake_driver/fake_formats.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace sluice::test {

namespace {

constexpr std::uint32_t step = 8;  // of a range of sizes

std::uint32_t pixel_bytes(std::uint32_t pixelformat) {
    if (pixelformat == V4L2_PIX_FMT_YUYV || pixelformat == V4L2_PIX_FMT_UYVY) return 2;
    return pixelformat == V4L2_PIX_FMT_BGR24 || pixelformat == V4L2_PIX_FMT_RGB24 ? 3 : 1;
}

bool is_jpeg(std::uint32_t pixelformat) { return pixelformat == V4L2_PIX_FMT_MJPEG || pixelformat == V4L2_PIX_FMT_JPEG; }

double seconds(v4l2_fract interval) { return double(interval.numerator) / interval.denominator; }

}  // namespace

FakeFormats::FakeFormats(const CameraFacts& facts)
    : facts_(&facts), pixelformat_(facts.formats.front()), size_(facts.sizes.front()), interval_(facts.intervals.front()) {}

std::uint32_t FakeFormats::type() const noexcept {
    return facts_->multiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

int FakeFormats::list_formats(v4l2_fmtdesc& entry) const {
    if (entry.type != type() || entry.index >= facts_->formats.size()) return EINVAL;
    entry.pixelformat = facts_->formats[entry.index];
    entry.flags = is_jpeg(entry.pixelformat) ? V4L2_FMT_FLAG_COMPRESSED : 0U;
    return 0;
}

int FakeFormats::list_sizes(v4l2_frmsizeenum& entry) const {
    if (std::ranges::find(facts_->formats, entry.pixel_format) == facts_->formats.end()) return EINVAL;
    entry.type = facts_->size_type;
    if (entry.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
        if (entry.index >= facts_->sizes.size()) return EINVAL;
        entry.discrete = facts_->sizes[entry.index];
        return 0;
    }
    if (entry.index > 0) return EINVAL;
    const std::uint32_t by = entry.type == V4L2_FRMSIZE_TYPE_STEPWISE ? step : 1;
    const auto least = facts_->sizes.back(), most = facts_->sizes.front();
    entry.stepwise = {least.width, most.width, by, least.height, most.height, by};
    return 0;
}

int FakeFormats::list_intervals(v4l2_frmivalenum& entry) const {
    const auto fits = nearest({entry.width, entry.height});
    if (fits.width != entry.width || fits.height != entry.height) return EINVAL;
    entry.type = facts_->interval_type;
    if (entry.type == V4L2_FRMIVAL_TYPE_DISCRETE) {
        if (entry.index >= facts_->intervals.size()) return EINVAL;
        entry.discrete = facts_->intervals[entry.index];
        return 0;
    }
    if (entry.index > 0) return EINVAL;
    entry.stepwise = {facts_->intervals.front(), facts_->intervals.back(), {1, 1000}};
    return 0;
}

int FakeFormats::get(v4l2_format& format) const {
    if (format.type != type()) return EINVAL;
    describe(format, pixelformat_, size_);
    return 0;
}

int FakeFormats::attempt(v4l2_format& format) const {
    if (format.type != type()) return EINVAL;
    const auto& pix = format.fmt.pix;  // the first three fields of pix_mp are the same
    const bool known = std::ranges::find(facts_->formats, pix.pixelformat) != facts_->formats.end();
    describe(format, known ? pix.pixelformat : facts_->formats.front(), nearest({pix.width, pix.height}));
    return 0;
}

int FakeFormats::set(v4l2_format& format) {
    if (const int error = attempt(format)) return error;
    pixelformat_ = format.fmt.pix.pixelformat;
    size_ = {format.fmt.pix.width, format.fmt.pix.height};
    return 0;
}

int FakeFormats::get_interval(v4l2_streamparm& parm) const {
    if (parm.type != type()) return EINVAL;
    parm.parm.capture = {};
    parm.parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    parm.parm.capture.timeperframe = interval_;
    return 0;
}

int FakeFormats::set_interval(v4l2_streamparm& parm) {
    if (parm.type != type()) return EINVAL;
    const v4l2_fract wanted = parm.parm.capture.timeperframe;
    if (wanted.numerator > 0 && wanted.denominator > 0) {
        const auto far = [&](v4l2_fract other) { return std::abs(seconds(other) - seconds(wanted)); };
        interval_ = *std::ranges::min_element(facts_->intervals, {}, far);
        const bool within = seconds(wanted) >= seconds(facts_->intervals.front()) && seconds(wanted) <= seconds(facts_->intervals.back());
        if (facts_->interval_type != V4L2_FRMIVAL_TYPE_DISCRETE && within) interval_ = wanted;
    }
    return get_interval(parm);
}

v4l2_frmsize_discrete FakeFormats::nearest(v4l2_frmsize_discrete wanted) const {
    if (facts_->size_type == V4L2_FRMSIZE_TYPE_DISCRETE) {
        const auto far = [&](v4l2_frmsize_discrete other) {
            return std::abs(double(other.width) - wanted.width) + std::abs(double(other.height) - wanted.height);
        };
        return *std::ranges::min_element(facts_->sizes, {}, far);
    }
    const auto least = facts_->sizes.back(), most = facts_->sizes.front();
    const std::uint32_t by = facts_->size_type == V4L2_FRMSIZE_TYPE_STEPWISE ? step : 1;
    const std::uint32_t width = std::clamp(wanted.width, least.width, most.width), height = std::clamp(wanted.height, least.height, most.height);
    return {least.width + (width - least.width) / by * by, least.height + (height - least.height) / by * by};
}

std::uint32_t FakeFormats::stride(std::uint32_t pixelformat, std::uint32_t width) const {
    return is_jpeg(pixelformat) ? 0 : width * pixel_bytes(pixelformat) + facts_->padding;
}

std::vector<std::uint32_t> FakeFormats::plane_sizes(std::uint32_t pixelformat, v4l2_frmsize_discrete size) const {
    const std::uint32_t luma = stride(pixelformat, size.width) * size.height;
    switch (pixelformat) {
        case V4L2_PIX_FMT_MJPEG:
        case V4L2_PIX_FMT_JPEG: return {size.width * size.height * 2};
        case V4L2_PIX_FMT_NV12:
        case V4L2_PIX_FMT_NV21:
        case V4L2_PIX_FMT_YUV420: return {luma + luma / 2};
        case V4L2_PIX_FMT_NV12M:
        case V4L2_PIX_FMT_NV21M: return {luma, luma / 2};
        case V4L2_PIX_FMT_YUV420M: return {luma, luma / 4, luma / 4};
        default: return {luma};
    }
}

void FakeFormats::describe(v4l2_format& format, std::uint32_t pixelformat, v4l2_frmsize_discrete size) const {
    format.fmt = {};
    const auto sizes = plane_sizes(pixelformat, size);
    if (!facts_->multiplanar) {
        auto& pix = format.fmt.pix;
        pix.width = size.width;
        pix.height = size.height;
        pix.pixelformat = pixelformat;
        pix.field = V4L2_FIELD_NONE;
        pix.bytesperline = stride(pixelformat, size.width);
        pix.sizeimage = sizes[0];
        pix.colorspace = is_jpeg(pixelformat) ? V4L2_COLORSPACE_JPEG : V4L2_COLORSPACE_SRGB;
        return;
    }
    auto& pix = format.fmt.pix_mp;
    pix.width = size.width;
    pix.height = size.height;
    pix.pixelformat = pixelformat;
    pix.field = V4L2_FIELD_NONE;
    pix.colorspace = V4L2_COLORSPACE_SRGB;
    pix.num_planes = static_cast<std::uint8_t>(sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const bool half = i > 0 && pixelformat == V4L2_PIX_FMT_YUV420M;
        pix.plane_fmt[i].sizeimage = sizes[i];
        pix.plane_fmt[i].bytesperline = stride(pixelformat, size.width) / (half ? 2 : 1);
    }
}

}  // namespace sluice::test
