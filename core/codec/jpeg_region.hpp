#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include <sluice/params.hpp>
#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"
#include "codec/jpeg_style.hpp"

namespace sluice {

class JpegRegionCoder;

/// Some MCUs of a picture that is kept as blocks.
struct JpegRegion {
    const JpegStyle& style;
    Size mcus{};                            ///< how many
    std::uint32_t x = 0, y = 0;             ///< where they begin, in pixels of the picture
    std::uint32_t width = 0, height = 0;    ///< pixels of them that are the picture's
    std::array<std::int16_t*, 3> blocks{};  ///< of each component, the first block
    std::array<std::size_t, 3> stride{};    ///< blocks from one row to the next
};

/// Opens the region as i420 (chroma as coarse as it is) or gray, calls `draw`, and codes the blocks whose pixels it
/// changed; all others keep every bit. Where anything throws no block is changed. Memory comes from `pool`.
void draw_region(const JpegRegion& region, JpegRegionCoder& coder, BufferPool& pool,
                 const std::function<void(Canvas&)>& draw);

}  // namespace sluice
