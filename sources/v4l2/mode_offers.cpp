#include "mode_offers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "camera_mode.hpp"

namespace sluice::v4l2 {

namespace {

constexpr std::size_t most_named = 3;

double apart(Size a, Size b) { return std::abs(double(a.width) - b.width) + std::abs(double(a.height) - b.height); }

bool on_a_step(std::uint32_t value, std::uint32_t least, std::uint32_t most, std::uint32_t step) {
    return value >= least && value <= most && (value - least) % std::max(1U, step) == 0;
}

bool offers_exactly(const CameraSize& offered, Size size) {
    if (!offered.most) return offered.size == size;
    return on_a_step(size.width, offered.size.width, offered.most->width, offered.step.width) &&
           on_a_step(size.height, offered.size.height, offered.most->height, offered.step.height);
}

std::string range_text(const CameraSize& range) {
    std::string text = size_text(range.size) + " to " + size_text(*range.most);
    if (range.step != Size{1, 1}) text += " in steps of " + size_text(range.step);
    return text;
}

void add(std::string& list, const std::string& one) { list += (list.empty() ? "" : ", ") + one; }

}  // namespace

bool offers_size(const std::vector<CameraSize>& sizes, Size size) {
    return std::any_of(sizes.begin(), sizes.end(),
                       [&](const CameraSize& offered) { return offers_exactly(offered, size); });
}

bool same_rate(double a, double b) { return a > b * 0.99 && a < b * 1.01; }

bool offers_rate(const CameraSize& size, Rate rate) {
    const double asked = rate.per_second();
    if (size.rate_range && !size.rates.empty() && asked < size.rates.front().per_second() &&
        asked > size.rates.back().per_second())
        return true;
    return std::any_of(size.rates.begin(), size.rates.end(),
                       [&](Rate offered) { return same_rate(asked, offered.per_second()); });
}

Size largest_size(const std::vector<CameraSize>& sizes) {
    const auto most = [](const CameraSize& size) { return size.most.value_or(size.size); };
    const auto area = [&](const CameraSize& size) { return double(most(size).width) * most(size).height; };
    const auto largest = std::max_element(sizes.begin(), sizes.end(),
                                          [&](const CameraSize& a, const CameraSize& b) { return area(a) < area(b); });
    return nearest_in(*largest, most(*largest));  // the end of a range need not be on a step
}

Size nearest_size(const std::vector<CameraSize>& sizes, Size to) {
    const auto nearer = [&](const CameraSize& a, const CameraSize& b) {
        return apart(nearest_in(a, to), to) < apart(nearest_in(b, to), to);
    };
    return nearest_in(*std::min_element(sizes.begin(), sizes.end(), nearer), to);
}

std::string nearest_sizes_text(const std::vector<CameraSize>& sizes, Size to) {
    std::vector<CameraSize> sorted = sizes;
    std::stable_sort(sorted.begin(), sorted.end(), [&](const CameraSize& a, const CameraSize& b) {
        return apart(nearest_in(a, to), to) < apart(nearest_in(b, to), to);
    });
    std::string list;
    for (std::size_t i = 0; i < std::min(sorted.size(), most_named); ++i) {
        if (sorted[i].most)
            add(list, size_text(nearest_in(sorted[i], to)) + " of " + range_text(sorted[i]));
        else
            add(list, size_text(sorted[i].size));
    }
    return list;
}

std::string nearest_rates_text(const CameraSize& size, Rate to) {
    if (size.rates.empty()) return {};
    if (size.rate_range) return rate_text(size.rates.back()) + " to " + rate_text(size.rates.front());
    std::vector<Rate> sorted = size.rates;
    const auto far = [&](Rate rate) { return std::abs(rate.per_second() - to.per_second()); };
    std::stable_sort(sorted.begin(), sorted.end(), [&](Rate a, Rate b) { return far(a) < far(b); });
    std::string list;
    for (std::size_t i = 0; i < std::min(sorted.size(), most_named); ++i) add(list, rate_text(sorted[i]));
    return list;
}

std::string size_text(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

std::string rate_text(Rate rate) {
    if (rate.frames == 1 && rate.seconds > 1) return "1/" + std::to_string(rate.seconds);
    return rate_text(rate.per_second());
}

std::string rate_text(double per_second) {
    if (per_second > 0 && per_second < 1) return "1/" + rate_text(1 / per_second);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", per_second);
    return text.data();
}

}  // namespace sluice::v4l2
