#pragma once

#include <array>
#include <cstdint>

#include <sluice/params.hpp>

namespace sluice::pattern {

/// Everything that changes lies in cells on the grid of a 4:2:2 JPEG's MCUs, so that one layout serves
/// all formats.
inline constexpr std::uint32_t unit_width = 16, unit_height = 8;  // pixels

/// A row of equally wide cells, each of which shows one of a few glyphs drawn ahead.
struct CellLine {
    std::uint32_t row = 0, rows = 1;   ///< units from the top; how many it is high
    std::uint32_t column = 0;          ///< units from the left to the first cell
    std::uint32_t cells = 1, cell = 1; ///< how many; how many units each is wide
    std::uint32_t scale = 1;           ///< of text: pixels per dot of the font
    std::uint32_t glyphs = 1;          ///< number 0 is the empty one
};

/// Which place of the picture shows what: bars at the top, three lines that change, a ramp.
struct Layout {
    enum : std::size_t { number, time, ball, line_count };

    Size size;
    std::uint32_t columns = 0, rows = 0;  ///< whole units that fit
    std::array<CellLine, line_count> lines;
    std::uint32_t ball_units = 1;  ///< how wide the ball is
};

/// For any size from 64x64.
[[nodiscard]] Layout lay_out(Size size);

}  // namespace sluice::pattern
