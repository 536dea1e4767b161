#include <sluice/bench/test_pictures.hpp>

#include <algorithm>
#include <cstring>

#include "tools/filter_bench/shared_codec.hpp"

namespace sluice::bench {

namespace {

void fill(const PixelPlane<std::uint8_t>& plane, std::uint8_t value) {
    for (std::uint32_t y = 0; y < plane.height; ++y) std::memset(plane.row(y), value, plane.width);
}

std::uint8_t level(std::uint32_t value) { return static_cast<std::uint8_t>(std::min(value, 255u)); }

// A slope from left to right, a floor of tiles in the lower half, a fine grain everywhere.
void draw_scene(const PixelPlane<std::uint8_t>& luma) {
    for (std::uint32_t y = 0; y < luma.height; ++y)
        for (std::uint32_t x = 0; x < luma.width; ++x) {
            std::uint32_t value = 40 + 120 * x / luma.width;
            if (y * 2 > luma.height) value = (x / 24 + y / 24) % 2 ? value + 50 : value / 2;
            luma.row(y)[x] = level(value + (x * 7919 + y * 104729) % 13);
        }
}

void draw_colour(const PixelPlane<std::uint8_t>& plane, std::uint32_t left, std::uint32_t right) {
    for (std::uint32_t y = 0; y < plane.height; ++y)
        for (std::uint32_t x = 0; x < plane.width; ++x)
            plane.row(y)[x] = level((left * (plane.width - x) + right * x) / plane.width);
}

// A tenth of the picture wide; each seed moves it on by a third of itself, line by line.
void draw_square(const PixelPlane<std::uint8_t>& luma, std::uint32_t seed) {
    const std::uint32_t side = std::max(std::min(luma.width, luma.height) / 10, 1u), step = std::max(side / 3, 1u);
    const std::uint32_t places = (luma.width - side) / step + 1, lines = (luma.height - side) / side + 1;
    const std::uint32_t left = seed % places * step, top = seed / places % lines * side;
    for (std::uint32_t y = top; y < top + side; ++y) std::memset(luma.row(y) + left, 240, side);
}

}  // namespace

Bytes test_picture(std::uint32_t seed, Size size) {
    return draw_picture(Format::i420, size, [&](Canvas& canvas) {
        draw_scene(canvas.plane[0]);
        draw_square(canvas.plane[0], seed);
        draw_colour(canvas.plane[1], 100, 150);
        draw_colour(canvas.plane[2], 160, 110);
    });
}

Bytes plain_picture(std::uint8_t gray, Size size) {
    return draw_picture(Format::i420, size, [&](Canvas& canvas) {
        fill(canvas.plane[0], gray);
        fill(canvas.plane[1], 128);
        fill(canvas.plane[2], 128);
    });
}

Bytes draw_picture(Format format, Size size, const std::function<void(Canvas&)>& draw, const Encoding& encoding) {
    Codec& codec = *shared_codec();
    CanvasPtr canvas = codec.canvas(format, size);
    draw(*canvas);
    return codec.encode(*Codec::freeze(std::move(canvas)), {}, encoding);
}

}  // namespace sluice::bench
