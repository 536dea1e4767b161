#pragma once

#include <cstdint>
#include <functional>

#include <sluice/bytes.hpp>
#include <sluice/encoding.hpp>
#include <sluice/pixels.hpp>

#include <sluice/bench/export.hpp>

namespace sluice::bench {

/// A JPEG (4:2:0, quality 85) with slopes, edges, texture and colour, and a bright square whose place depends on
/// `seed`. The same seed and size always give the same picture.
[[nodiscard]] SLUICE_BENCH_API Bytes test_picture(std::uint32_t seed = 0, Size size = {640, 480});

/// A JPEG of one gray, 0 (black) to 255 (white).
[[nodiscard]] SLUICE_BENCH_API Bytes plain_picture(std::uint8_t gray, Size size = {640, 480});

/// A JPEG of what `draw` draws on an empty canvas: gray, i420, bgr24 or rgb24.
[[nodiscard]] SLUICE_BENCH_API Bytes draw_picture(Format format, Size size, const std::function<void(Canvas&)>& draw,
                                                  const Encoding& encoding = {});

}  // namespace sluice::bench
