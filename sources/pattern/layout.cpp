#include "layout.hpp"

#include <algorithm>

#include "font.hpp"

namespace sluice::pattern {

namespace {

constexpr std::uint32_t number_digits = 10;  // ten years at 30 fps
constexpr std::uint32_t time_characters = 12;  // 10:15:00.123
constexpr std::uint32_t dots_per_cell = glyph_width + 1;

/// A centred line of text whose cells are near `cell` units wide and which is at most `rows` units high
/// (a scale of n is n units high, as a glyph with its margin is 8 dots and a unit 8 pixels).
CellLine text_line(std::uint32_t columns, std::uint32_t characters, std::uint32_t cell, std::uint32_t rows) {
    CellLine line;
    line.scale = std::clamp(cell * unit_width / dots_per_cell, 1u, std::max(rows, 1u));
    line.cell = (line.scale * dots_per_cell + unit_width - 1) / unit_width;
    line.cells = std::min(characters, columns / line.cell);
    line.column = (columns - line.cells * line.cell) / 2;
    line.rows = line.scale;
    line.glyphs = alphabet.size();
    return line;
}

}  // namespace

Layout lay_out(Size size) {
    Layout layout;
    layout.size = size;
    const std::uint32_t columns = layout.columns = size.width / unit_width;
    const std::uint32_t rows = layout.rows = size.height / unit_height;

    CellLine& number = layout.lines[Layout::number];
    CellLine& time = layout.lines[Layout::time];
    CellLine& ball = layout.lines[Layout::ball];
    number = text_line(columns, number_digits, std::max(std::min(columns / number_digits, (columns + 12) / 13), 1u), rows / 4);
    time = text_line(columns, time_characters, std::max(columns / 18, 1u), rows / 6);
    ball.rows = std::clamp(rows / 8, 1u, std::max(columns / 2, 1u));
    ball.cells = columns;
    layout.ball_units = (ball.rows * unit_height + unit_width - 1) / unit_width;
    ball.glyphs = 1 + layout.ball_units;

    const std::uint32_t free = rows - number.rows - time.rows - ball.rows;
    number.row = free * 3 / 4;
    time.row = number.row + number.rows;
    ball.row = time.row + time.rows;
    return layout;
}

}  // namespace sluice::pattern
