#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>

#include <jpeglib.h>

#include <sluice/pixels.hpp>

#include "codec/jpeg_style.hpp"

namespace sluice {

/// Y's sampling factors; U and V have 1 x 1.
struct JpegSampling {
    std::uint32_t h = 1, v = 1;
};

/// Y's sampling factors that give i420 pixels' chroma; the style's where a picture is so small that several do.
/// Nothing where JPEG has none such.
[[nodiscard]] std::optional<JpegSampling> sampling_of(const Pixels& pixels, const JpegStyle& style) noexcept;
/// What a style has for pictures of RGB: its own, 4:2:0 where it is not known or unusual.
[[nodiscard]] JpegSampling sampling_of(const JpegStyle& style) noexcept;

/// A style's quantisers into an encoder of 1 or 3 components, after jpeg_set_quality(). Steps that baseline has no
/// byte for become 255.
void put_quantisers(const JpegStyle& style, j_compress_ptr encoder);

}  // namespace sluice
