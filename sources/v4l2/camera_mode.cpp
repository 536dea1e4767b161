#include "camera_mode.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "camera_formats.hpp"

namespace sluice::v4l2 {

namespace {

constexpr Size wanted{1280, 720};
constexpr double most_fps = 30.5;  // 30.00003 is 30

std::uint32_t nearest_step(std::uint32_t value, std::uint32_t least, std::uint32_t most, std::uint32_t step) {
    const std::uint32_t inside = std::clamp(value, least, std::max(least, most));
    const std::uint32_t below = least + (inside - least) / std::max(1U, step) * std::max(1U, step);
    const bool above_is_nearer = inside - below > step / 2 && most - below >= step;
    return above_is_nearer ? below + step : below;
}

double from_wanted(Size size) {
    return std::abs(double(size.width) - wanted.width) + std::abs(double(size.height) - wanted.height);
}

const CameraSize& nearest_of(const std::vector<CameraSize>& sizes) {
    return *std::min_element(sizes.begin(), sizes.end(), [](const CameraSize& a, const CameraSize& b) {
        return from_wanted(nearest_in(a, wanted)) < from_wanted(nearest_in(b, wanted));
    });
}

}  // namespace

std::optional<CameraMode> preferred_mode(const Camera& camera) {
    std::vector<CameraFormat> formats;  // one without sizes is of no use in a config
    std::copy_if(camera.formats.begin(), camera.formats.end(), std::back_inserter(formats),
                 [](const CameraFormat& f) { return !f.sizes.empty(); });
    const CameraFormat* format = preferred_format(formats);
    if (format == nullptr) return std::nullopt;
    const CameraSize& nearest = nearest_of(format->sizes);
    return CameraMode{config_name(*format), nearest_in(nearest, wanted), preferred_rate(nearest)};
}

const CameraFormat* preferred_format(const std::vector<CameraFormat>& formats) {
    const CameraFormat* best = nullptr;
    const auto rank = [](const CameraFormat& format) {
        return (format.format == Format::jpeg ? 0 : 2) + (format.emulated ? 1 : 0);
    };
    const auto better = [&](const CameraFormat& a, const CameraFormat& b) {
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        return a.format == b.format && memory_planes_of(a.pixelformat) < memory_planes_of(b.pixelformat);
    };
    for (const CameraFormat& format : formats)
        if (format.format && (best == nullptr || better(format, *best))) best = &format;
    return best;
}

Size preferred_size(const std::vector<CameraSize>& sizes) { return nearest_in(nearest_of(sizes), wanted); }

Rate preferred_rate(const CameraSize& size) {
    if (size.rates.empty()) return {};
    if (size.rate_range) {
        const bool has_30 = size.rates.front().per_second() >= 30 && size.rates.back().per_second() <= 30;
        return has_30 ? Rate{30, 1} : size.rates.front().per_second() < 30 ? size.rates.front() : size.rates.back();
    }
    for (const Rate& rate : size.rates)
        if (rate.per_second() <= most_fps) return rate;
    return size.rates.back();
}

Size nearest_in(const CameraSize& size, Size to) {
    if (!size.most) return size.size;
    return {nearest_step(to.width, size.size.width, size.most->width, size.step.width),
            nearest_step(to.height, size.size.height, size.most->height, size.step.height)};
}

std::string config_name(const CameraFormat& format) {
    if (!format.format) return format.fourcc;
    return *format.format == Format::jpeg ? "mjpeg" : std::string(name_of(*format.format));
}

}  // namespace sluice::v4l2
