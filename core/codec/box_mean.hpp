#pragma once

#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"

namespace sluice {

/// As Codec::shrunk() says. What is left of a box at the right and lower edge counts alone. [any thread]
[[nodiscard]] PixelsPtr box_mean(const Pixels& pixels, std::uint32_t factor, BufferPool& pool);

}  // namespace sluice
