#pragma once

#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"

namespace sluice {

/// i420 of any coarseness into rows of bgr24 or rgb24, with its matrix (ITU-R BT.601 or BT.709, full range); a chroma
/// sample counts for all pixels it covers. `pool`: for a row or two of chroma where libyuv has no such coarseness.
void yuv_to_rgb(const Pixels& pixels, Format format, const PixelPlane<std::uint8_t>& to, BufferPool& pool);

}  // namespace sluice
