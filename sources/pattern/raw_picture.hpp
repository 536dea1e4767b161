#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <sluice/frame.hpp>

#include "drawing.hpp"

namespace sluice::pattern {

/// A drawing in one of the raw formats.
struct RawPicture {
    /// How the pixels of a plane lie: bytes for each two pixels of a row, and rows of pixels per row of bytes.
    struct Grain {
        std::uint32_t per_two = 2, rows = 1;
    };

    std::vector<std::byte> bytes;
    Planes planes;
    std::array<Grain, 3> grain;
};

/// YUV formats but gray are of limited range, as webcams send them. Width and height must be even where
/// the format shares chroma.
[[nodiscard]] RawPicture convert(const Drawing& drawing, Format format);

[[nodiscard]] bool needs_even_width(Format format) noexcept;
[[nodiscard]] bool needs_even_height(Format format) noexcept;
[[nodiscard]] Range range_of(Format format) noexcept;

}  // namespace sluice::pattern
