#pragma once

#include <cstdint>
#include <vector>

#include "layout.hpp"

namespace sluice::pattern {

/// Luma and chroma of one pixel, full range, BT.601, as JFIF has them.
struct Colour {
    std::uint8_t y = 0, u = 128, v = 128;
};

[[nodiscard]] Colour colour(int red, int green, int blue) noexcept;

/// A picture while it is drawn, before any format is thought of: Y, U, V of each pixel side by side.
struct Drawing {
    explicit Drawing(Size size) : width(size.width), height(size.height), pixels(std::size_t{width} * height) {}

    [[nodiscard]] Colour& at(std::uint32_t x, std::uint32_t y) { return pixels[std::size_t{y} * width + x]; }
    [[nodiscard]] const Colour& at(std::uint32_t x, std::uint32_t y) const { return pixels[std::size_t{y} * width + x]; }

    std::uint32_t width, height;
    std::vector<Colour> pixels;
};

/// All that never changes: colour bars and a ramp with the noise of a sensor, lines with empty cells.
[[nodiscard]] Drawing draw_background(const Layout& layout);

/// The glyphs of one line side by side, each as large as a cell.
[[nodiscard]] Drawing draw_glyphs(const Layout& layout, std::size_t line);

}  // namespace sluice::pattern
