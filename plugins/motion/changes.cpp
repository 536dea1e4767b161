#include "changes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <utility>

// All loops over pixels are plain ones over arrays of 16 bits, which compilers turn into SIMD.

namespace {

constexpr int one_level = 64;    // of the background
constexpr int brightest = 255 * one_level;

// acc[x] += (now - before) / 4 in levels * 16: four to seven rows of it fit 16 bits.
void add_differences(const std::uint8_t* now, const std::int16_t* before, std::int16_t* acc, std::uint32_t count) {
    for (std::uint32_t x = 0; x < count; ++x) {
        const auto difference = static_cast<std::int16_t>(now[x] * one_level - before[x]);
        acc[x] = static_cast<std::int16_t>(acc[x] + (difference >> 2));
    }
}

// acc[x] += |now - before - light| in levels * 4: seven rows of it fit 16 bits.
void add_distances(const std::uint8_t* now, const std::int16_t* before, std::int16_t light, std::uint16_t* acc,
                   std::uint32_t count) {
    for (std::uint32_t x = 0; x < count; ++x) {
        const auto difference = static_cast<std::int16_t>(now[x] * one_level - before[x] - light);
        const auto distance = static_cast<std::int16_t>(difference < 0 ? -difference : difference);
        acc[x] = static_cast<std::uint16_t>(acc[x] + (static_cast<std::uint16_t>(distance) >> 4));
    }
}

// before += light, then `follow` (of 32768) of the way to now.
void follow_row(const std::uint8_t* now, std::int16_t* before, std::int16_t light, std::int16_t follow, std::uint32_t count) {
    for (std::uint32_t x = 0; x < count; ++x) {
        const auto lit = static_cast<std::int16_t>(std::clamp(before[x] + light, 0, brightest));
        const auto difference = static_cast<std::int16_t>(now[x] * one_level - lit);
        before[x] = static_cast<std::int16_t>(lit + ((difference * follow) >> 15));
    }
}

}  // namespace

void Changes::begin(const View& view) {
    width_ = view.width;
    height_ = view.height;
    across_ = std::max(1u, width_ / cell);
    down_ = std::max(1u, height_ / cell);
    background_.resize(std::size_t{width_} * height_);
    for (std::uint32_t y = 0; y < height_; ++y)
        for (std::uint32_t x = 0; x < width_; ++x)
            background_[std::size_t{y} * width_ + x] =
                static_cast<std::int16_t>(view.data[std::size_t{y} * view.stride + x] * one_level);
    signed_row_.resize(width_);
    row_.resize(width_);
    histogram_.resize(2 * 255 + 1);
    looked_at_.assign(std::size_t{across_} * down_, true);
    looking_ = across_ * down_;
    changed_.assign(looked_at_.size(), 0);
    share_ = 0;
}

void Changes::look_at(std::vector<bool> cells) {
    looked_at_ = std::move(cells);
    looking_ = static_cast<std::uint32_t>(std::count(looked_at_.begin(), looked_at_.end(), true));
}

void Changes::compare(const View& view, double threshold, double follow) {
    const int common = light(view);
    mark(view, common, threshold);
    adapt(view, common, follow);
}

// The median of the cells' mean differences, in levels.
int Changes::light(const View& view) {
    std::fill(histogram_.begin(), histogram_.end(), 0u);
    for (std::uint32_t j = 0; j < down_; ++j) {
        const std::uint32_t top = cell_begin(j), bottom = cell_end(j, down_, height_);
        std::fill(signed_row_.begin(), signed_row_.end(), std::int16_t{0});
        for (std::uint32_t y = top; y < bottom; ++y)
            add_differences(view.data + std::size_t{y} * view.stride, &background_[std::size_t{y} * width_],
                            signed_row_.data(), width_);
        for (std::uint32_t i = 0; i < across_; ++i) {
            if (!looked_at_[std::size_t{j} * across_ + i]) continue;
            const std::uint32_t left = cell_begin(i), right = cell_end(i, across_, width_);
            int sum = 0;
            for (std::uint32_t x = left; x < right; ++x) sum += signed_row_[x];
            const int pixels = static_cast<int>((bottom - top) * (right - left));
            const int level = static_cast<int>(std::lround(sum / (16.0 * pixels)));
            ++histogram_[static_cast<std::size_t>(std::clamp(level, -255, 255) + 255)];
        }
    }
    std::uint32_t below = 0;
    for (int level = -255; level <= 255; ++level) {
        below += histogram_[static_cast<std::size_t>(level + 255)];
        if (2 * below >= looking_ && below > 0) return level;
    }
    return 0;
}

void Changes::mark(const View& view, int light, double threshold) {
    const auto offset = static_cast<std::int16_t>(light * one_level);
    std::uint32_t count = 0;
    for (std::uint32_t j = 0; j < down_; ++j) {
        const std::uint32_t top = cell_begin(j), bottom = cell_end(j, down_, height_);
        std::fill(row_.begin(), row_.end(), std::uint16_t{0});
        for (std::uint32_t y = top; y < bottom; ++y)
            add_distances(view.data + std::size_t{y} * view.stride, &background_[std::size_t{y} * width_], offset,
                          row_.data(), width_);
        for (std::uint32_t i = 0; i < across_; ++i) {
            const std::uint32_t left = cell_begin(i), right = cell_end(i, across_, width_);
            std::uint32_t sum = 0;
            for (std::uint32_t x = left; x < right; ++x) sum += row_[x];
            const std::size_t index = std::size_t{j} * across_ + i;
            const bool moved = looked_at_[index] && sum > threshold * 4 * ((bottom - top) * (right - left));
            changed_[index] = moved;
            count += moved;
        }
    }
    share_ = looking_ ? static_cast<double>(count) / looking_ : 0;
}

void Changes::adapt(const View& view, int light, double follow) {
    const auto offset = static_cast<std::int16_t>(light * one_level);
    const auto share = static_cast<std::int16_t>(std::lround(std::clamp(follow, 0.0, 1.0) * 32767));
    for (std::uint32_t y = 0; y < height_; ++y)
        follow_row(view.data + std::size_t{y} * view.stride, &background_[std::size_t{y} * width_], offset, share, width_);
}
