#pragma once

#include <sluice/params.hpp>
#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"

namespace sluice {

/// Pixels to write on, in a pool's memory. What they hold is old.
[[nodiscard]] CanvasPtr make_canvas(Format format, Size size, BufferPool& pool);
/// A copy of these pixels to write on, of the same shapes.
[[nodiscard]] CanvasPtr copy_to_canvas(const Pixels& pixels, BufferPool& pool);
/// The canvas, whoever made it, as pixels that keep it.
[[nodiscard]] PixelsPtr freeze_canvas(CanvasPtr canvas);

/// As Codec::cut() says.
[[nodiscard]] PixelsPtr cut_pixels(const PixelsPtr& pixels, Region region);

}  // namespace sluice
