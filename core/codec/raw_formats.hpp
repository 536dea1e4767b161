#pragma once

#include <cstddef>
#include <span>

#include <sluice/frame.hpp>
#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"

namespace sluice {

/// As Codec::open_raw() says: a copy, the camera's buffer is not kept. [any thread]
[[nodiscard]] PixelsPtr open_raw_picture(const FrameInfo& info, std::span<const std::byte> bytes, bool chroma,
                                         BufferPool& pool);

}  // namespace sluice
