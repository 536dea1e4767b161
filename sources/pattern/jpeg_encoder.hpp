#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "drawing.hpp"
#include "jpeg_bits.hpp"

namespace sluice::pattern {

/// The picture as a webcam would send it: baseline, 4:2:2, standard tables; a restart marker after each
/// row of MCUs, so that the rows can be exchanged. Throws std::runtime_error.
[[nodiscard]] std::vector<std::byte> encode_jpeg(const Drawing& drawing, int quality);

/// What is inside a JPEG: its quantised luma and its tables.
struct JpegInside {
    using Block = std::array<std::int16_t, 64>;  ///< natural order

    std::uint32_t columns = 0, rows = 0;  ///< blocks
    std::vector<Block> luma;
    std::vector<HuffmanCodes> dc, ac;  ///< luma, chroma
};

[[nodiscard]] JpegInside look_inside(const std::vector<std::byte>& jpeg);

}  // namespace sluice::pattern
