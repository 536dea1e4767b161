#include "tools/sluice/doctor/mode_check.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "sources/v4l2/mode_offers.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

const v4l2::CameraFormat* format_wanted(const ConfiguredCamera& wanted) {
    const std::vector<v4l2::CameraFormat>& formats = wanted.camera->formats;
    if (!wanted.settings.mode.format) return v4l2::preferred_format(formats);
    const std::string name = *wanted.settings.mode.format == "jpeg" ? "mjpeg" : *wanted.settings.mode.format;
    for (const v4l2::CameraFormat& format : formats)
        if (format.format && v4l2::config_name(format) == name) return &format;
    return nullptr;
}

void tell_formats(const ConfiguredCamera& wanted, Findings& findings) {
    const std::string names = carried_formats(*wanted.camera);
    const std::string asked = wanted.settings.mode.format.value_or("a format that sluice carries");
    findings.push_back({Mark::wrong, wanted.where, text::cat(wanted.camera->node, " does not offer ", asked),
                        names.empty() ? "sluice devices lists what it offers" : text::cat("it offers ", names), {}});
}

Size size_wanted(const std::vector<v4l2::CameraSize>& sizes, const v4l2::ModeWish& wish) {
    if (wish.size_max) return v4l2::largest_size(sizes);
    return wish.size ? *wish.size : v4l2::preferred_size(sizes);
}

const v4l2::CameraSize& entry_of(const std::vector<v4l2::CameraSize>& sizes, Size size) {
    for (const v4l2::CameraSize& offer : sizes)
        if (v4l2::nearest_in(offer, size) == size) return offer;
    return sizes.front();
}

/// What the driver will most likely make of it.
Rate rate_taken(const v4l2::CameraSize& size, const v4l2::ModeWish& wish) {
    if (wish.rate_max) return size.rates.empty() ? Rate{0, 1} : size.rates.front();
    if (!wish.rate) return v4l2::preferred_rate(size);
    if (size.rates.empty() || v4l2::offers_rate(size, *wish.rate)) return *wish.rate;
    const double asked = wish.rate->per_second();
    return *std::min_element(size.rates.begin(), size.rates.end(), [asked](const Rate& a, const Rate& b) {
        return std::abs(a.per_second() - asked) < std::abs(b.per_second() - asked);
    });
}

}  // namespace

std::string carried_formats(const v4l2::Camera& camera) {
    std::vector<std::string> names;
    for (const v4l2::CameraFormat& format : camera.formats) {
        const std::string name = printable(v4l2::config_name(format), 20);
        if (format.format && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return text::join(names, ", ");
}

std::optional<v4l2::CameraMode> check_mode(const ConfiguredCamera& wanted, Findings& findings) {
    const v4l2::ModeWish& wish = wanted.settings.mode;
    const v4l2::CameraFormat* format = format_wanted(wanted);
    if (!format) {
        tell_formats(wanted, findings);
        return std::nullopt;
    }
    v4l2::CameraMode mode{v4l2::config_name(*format), wish.size.value_or(Size{}), wish.rate.value_or(Rate{0, 1})};
    if (format->sizes.empty()) return mode;
    mode.size = size_wanted(format->sizes, wish);
    if (!v4l2::offers_size(format->sizes, mode.size)) {
        findings.push_back({Mark::note, wanted.where,
                            text::cat(mode.format, " in ", v4l2::size_text(mode.size), " is not offered: the driver will take another size"),
                            text::cat("nearest: ", v4l2::nearest_sizes_text(format->sizes, mode.size)), {}});
        mode.size = v4l2::nearest_size(format->sizes, mode.size);
    }
    const v4l2::CameraSize& size = entry_of(format->sizes, mode.size);
    if (wish.rate && !size.rates.empty() && !v4l2::offers_rate(size, *wish.rate))
        findings.push_back({Mark::note, wanted.where,
                            text::cat(v4l2::rate_text(*wish.rate), " fps is not offered in ", mode.format, ' ', v4l2::size_text(mode.size), ": the driver will take another rate"),
                            text::cat("it offers ", v4l2::nearest_rates_text(size, *wish.rate)), {}});
    mode.rate = rate_taken(size, wish);
    return mode;
}

}  // namespace sluice::tool
