#pragma once

#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"

namespace sluice {

/// As Codec::converted() says. [any thread]
[[nodiscard]] PixelsPtr convert(const PixelsPtr& pixels, Format format, BufferPool& pool);

/// i420 whose chroma is made 4:2:0, for what JPEG's sampling factors cannot express. Y is shared.
[[nodiscard]] PixelsPtr with_chroma_halved(const PixelsPtr& pixels, BufferPool& pool);

}  // namespace sluice
