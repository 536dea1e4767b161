#include "camera_mode.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sluice::v4l2 {

namespace {

constexpr Size wanted{1280, 720};
constexpr double most_fps = 30.5;  // 30.00003 is 30

const CameraFormat* preferred_format(const Camera& camera) {
    const CameraFormat* best = nullptr;
    const auto rank = [](const CameraFormat& format) { return (format.format == Format::jpeg ? 0 : 2) + (format.emulated ? 1 : 0); };
    for (const CameraFormat& format : camera.formats)
        if (format.format && !format.sizes.empty() && (best == nullptr || rank(format) < rank(*best))) best = &format;
    return best;
}

std::uint32_t nearest_step(std::uint32_t value, std::uint32_t least, std::uint32_t most, std::uint32_t step) {
    const std::uint32_t inside = std::clamp(value, least, std::max(least, most));
    return least + (inside - least) / std::max(1U, step) * std::max(1U, step);
}

Size nearest_in(const CameraSize& size) {
    if (!size.most) return size.size;
    return {nearest_step(wanted.width, size.size.width, size.most->width, size.step.width),
            nearest_step(wanted.height, size.size.height, size.most->height, size.step.height)};
}

double distance(Size size) {
    return std::abs(double(size.width) - wanted.width) + std::abs(double(size.height) - wanted.height);
}

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

}  // namespace

std::optional<CameraMode> preferred_mode(const Camera& camera) {
    const CameraFormat* format = preferred_format(camera);
    if (format == nullptr) return std::nullopt;
    const auto nearest = std::min_element(format->sizes.begin(), format->sizes.end(), [](const CameraSize& a, const CameraSize& b) {
        return distance(nearest_in(a)) < distance(nearest_in(b));
    });
    return CameraMode{config_name(*format), nearest_in(*nearest), preferred_rate(*nearest)};
}

std::string config_name(const CameraFormat& format) {
    if (!format.format) return format.fourcc;
    return *format.format == Format::jpeg ? "mjpeg" : std::string(name_of(*format.format));
}

}  // namespace sluice::v4l2
