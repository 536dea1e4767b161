#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <sluice/source.hpp>

namespace sluice::test {

struct Luma {
    std::uint32_t width = 0, height = 0;
    std::vector<std::uint8_t> pixels;
    long warnings = 0;  ///< libjpeg's, of damage it could mend
};

/// Decodes with libjpeg.
[[nodiscard]] Luma decode_luma(std::span<const std::byte> jpeg);
/// The luma of a frame of any format; of RGB the green.
[[nodiscard]] Luma luma_of(const Stream& stream, std::span<const std::byte> bytes);

/// Reads line `line` of the layout as a person would: which glyph looks like each cell; '?' for none.
[[nodiscard]] std::string read_line(const Luma& luma, std::size_t line);
/// The first column of units that the ball covers.
[[nodiscard]] int ball_place(const Luma& luma);

}  // namespace sluice::test
