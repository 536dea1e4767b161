#include "drawing.hpp"

#include <algorithm>
#include <array>

#include "font.hpp"

namespace sluice::pattern {

namespace {

// Cells are grey: their chroma is the same as their surroundings', which lets a JPEG's cells be exchanged.
constexpr Colour ground{16, 128, 128}, ink{235, 128, 128};

std::uint8_t byte(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

void fill_rows(Drawing& drawing, std::uint32_t from, std::uint32_t rows, Colour with) {
    std::fill_n(drawing.pixels.begin() + static_cast<std::ptrdiff_t>(from) * drawing.width,
                std::size_t{rows} * drawing.width, with);
}

/// Makes a JPEG of it about as long as a webcam's of a lit room; the same noise at each start.
class Noise {
public:
    int operator()() {
        state_ = state_ * 1664525u + 1013904223u;
        return static_cast<int>((state_ >> 24) % 17) - 8;
    }

private:
    std::uint32_t state_ = 1;
};

void draw_bars(Drawing& drawing, std::uint32_t height) {
    const std::array<Colour, 8> bars = {colour(191, 191, 191), colour(191, 191, 0), colour(0, 191, 191), colour(0, 191, 0),
                                        colour(191, 0, 191),   colour(191, 0, 0),   colour(0, 0, 191),   colour(20, 20, 20)};
    Noise noise;
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::uint32_t x = 0; x < drawing.width; ++x) {
            Colour dot = bars[std::uint64_t{x} * bars.size() / drawing.width];
            dot.y = byte(dot.y + noise());
            drawing.at(x, y) = dot;
        }
}

void draw_ramp(Drawing& drawing, std::uint32_t from) {
    Noise noise;
    for (std::uint32_t y = from; y < drawing.height; ++y)
        for (std::uint32_t x = 0; x < drawing.width; ++x)
            drawing.at(x, y) = {byte(static_cast<int>(x * 256 / drawing.width) + noise() / 2), 128, 128};
}

void draw_glyph(Drawing& drawing, std::uint32_t left, std::uint32_t cell_width, std::uint32_t scale, std::size_t number) {
    const auto& rows = glyph(number);
    const std::uint32_t x0 = left + (cell_width - glyph_width * scale) / 2, y0 = scale / 2;
    for (std::uint32_t y = 0; y < glyph_height * scale; ++y)
        for (std::uint32_t x = 0; x < glyph_width * scale; ++x)
            if (rows[y / scale] >> (glyph_width - 1 - x / scale) & 1) drawing.at(x0 + x, y0 + y) = ink;
}

void draw_ball(Drawing& drawing, std::uint32_t left, std::uint32_t width) {
    const std::int64_t diameter = drawing.height;  // halves of a pixel are avoided by counting in them
    for (std::int64_t y = 0; y < drawing.height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
            const std::int64_t dx = 2 * x + 1 - width, dy = 2 * y + 1 - diameter;
            if (dx * dx + dy * dy < diameter * diameter)
                drawing.at(left + static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)) = ink;
        }
}

}  // namespace

Colour colour(int red, int green, int blue) noexcept {  // JFIF 1.02, in 1/1000
    return {byte((299 * red + 587 * green + 114 * blue + 500) / 1000),
            byte((-169 * red - 331 * green + 500 * blue + 128'500) / 1000),
            byte((500 * red - 419 * green - 81 * blue + 128'500) / 1000)};
}

Drawing draw_background(const Layout& layout) {
    Drawing drawing(layout.size);
    draw_bars(drawing, layout.lines[Layout::number].row * unit_height);
    for (const CellLine& line : layout.lines) fill_rows(drawing, line.row * unit_height, line.rows * unit_height, ground);
    const CellLine& last = layout.lines[Layout::ball];
    draw_ramp(drawing, (last.row + last.rows) * unit_height);
    return drawing;
}

Drawing draw_glyphs(const Layout& layout, std::size_t which) {
    const CellLine& line = layout.lines[which];
    const std::uint32_t cell_width = line.cell * unit_width;
    Drawing drawing({line.glyphs * cell_width, line.rows * unit_height});
    fill_rows(drawing, 0, drawing.height, ground);
    if (which == Layout::ball)
        draw_ball(drawing, cell_width, layout.ball_units * unit_width);
    else
        for (std::uint32_t i = 0; i < line.glyphs; ++i) draw_glyph(drawing, i * cell_width, cell_width, line.scale, i);
    return drawing;
}

}  // namespace sluice::pattern
