#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>

#include <sluice/error.hpp>

#include "codec/canvas.hpp"
#include "codec/pixel_memory.hpp"
#include "codec/plane_ratio.hpp"

namespace sluice {

namespace {

/// From one pixel of the view to before another, in one direction.
struct Extent {
    std::uint32_t begin = 0, end = 0;
};

/// What covers `from` up to `from + length` of the frame, moved out to multiples of `unit` of the view.
Extent cover(std::int64_t from, std::int64_t length, std::uint32_t origin, std::uint32_t size, std::uint32_t shrink,
             std::uint32_t unit) {
    const std::int64_t step = std::int64_t{shrink} * unit;
    const std::int64_t last = size;
    const std::int64_t before = std::max<std::int64_t>(from - origin, 0);
    const std::int64_t after = std::max<std::int64_t>(from + length - origin, 0);
    if (before / shrink >= last) return {};
    const std::int64_t begin = std::min(before / step * unit, last);
    const std::int64_t end = std::min((after + step - 1) / step * unit, last);
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// The pixels after which every plane begins a new sample.
std::uint32_t unit_of(const PlaneRatio& ratio) { return ratio.whole / std::gcd(ratio.part, ratio.whole); }

}  // namespace

PixelsPtr cut_pixels(const PixelsPtr& pixels, Region region) {
    if (region == Region{}) return pixels;
    std::uint32_t unit_x = 1, unit_y = 1;
    for (std::uint32_t i = 0; i < pixels->planes; ++i) {
        const PlaneRatios ratios = plane_ratios(*pixels, i);
        unit_x = std::lcm(unit_x, unit_of(ratios.x));
        unit_y = std::lcm(unit_y, unit_of(ratios.y));
    }
    const Extent x = cover(region.x, region.width, pixels->x, pixels->width, pixels->shrink, unit_x);
    const Extent y = cover(region.y, region.height, pixels->y, pixels->height, pixels->shrink, unit_y);
    if (region.width <= 0 || region.height <= 0 || x.begin >= x.end || y.begin >= y.end)
        throw Error("the region " + std::to_string(region.width) + "x" + std::to_string(region.height) + " at " +
                        std::to_string(region.x) + "," + std::to_string(region.y) +
                        " lies outside the picture, which is " +
                        std::to_string(std::uint64_t{pixels->width} * pixels->shrink) + "x" +
                        std::to_string(std::uint64_t{pixels->height} * pixels->shrink),
                    "choose one inside");

    auto made = std::make_shared<Pixels>(*pixels);
    made->width = x.end - x.begin;
    made->height = y.end - y.begin;
    made->x += x.begin * pixels->shrink;
    made->y += y.begin * pixels->shrink;
    for (std::uint32_t i = 0; i < pixels->planes; ++i) {
        const PlaneRatios ratios = plane_ratios(*pixels, i);
        PixelPlane<const std::uint8_t>& plane = made->plane[i];
        const std::uint32_t left = ratios.x.at(x.begin), top = ratios.y.at(y.begin);
        plane.data += std::size_t{top} * plane.stride + std::size_t{left} * bytes_per_sample(pixels->format);
        plane.width = ratios.x.of(x.end) - left;
        plane.height = ratios.y.of(y.end) - top;
    }
    return made;
}

}  // namespace sluice
