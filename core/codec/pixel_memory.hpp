#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include <sluice/frame.hpp>
#include <sluice/params.hpp>
#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"

namespace sluice {

/// Samples a plane has, and those its memory has room for (0: no more): what a decoder or encoder touches beyond
/// the picture's edge.
struct PlaneShape {
    std::uint32_t width = 0, height = 0;
    std::uint32_t roomy_width = 0, roomy_height = 0;
    std::uint32_t bytes = 1;  ///< of a sample
};

/// Planes in one block of a pool. Rows begin at multiples of 64 bytes.
struct PixelMemory {
    std::array<PixelPlane<std::uint8_t>, 3> plane{};
    std::shared_ptr<const void> keeper;
};

/// Throws Error where the pool is at its bound, naming it.
[[nodiscard]] PixelMemory take_planes(BufferPool& pool, std::span<const PlaneShape> shapes);

/// Error: the pool is at its bound, which it names.
[[noreturn]] void raise_no_memory(const BufferPool& pool);

/// Planes of a picture in one of the formats pixels have: i420 with chroma of half width and height.
[[nodiscard]] PixelMemory take_pixels(BufferPool& pool, Format format, Size size);

/// 1, or 3 for i420. Throws Error for a format pixels do not have.
[[nodiscard]] std::uint32_t planes_of(Format format);
/// Bytes of a pixel in the first plane.
[[nodiscard]] constexpr std::uint32_t bytes_per_sample(Format format) noexcept {
    return format == Format::bgr24 || format == Format::rgb24 ? 3 : 1;
}

[[nodiscard]] inline PixelPlane<const std::uint8_t> frozen(const PixelPlane<std::uint8_t>& plane) noexcept {
    return {plane.data, plane.stride, plane.width, plane.height};
}
/// Rows of `bytes_per_sample` bytes a sample; both planes have the same size.
void copy_plane(const PixelPlane<const std::uint8_t>& from, const PixelPlane<std::uint8_t>& to,
                std::uint32_t bytes_per_sample);
void fill_plane(const PixelPlane<std::uint8_t>& plane, std::uint8_t value);

/// Pixels on this memory, with place, shrink and matrix of `like`.
[[nodiscard]] PixelsPtr make_pixels(Format format, Size size, PixelMemory memory, const Pixels& like);

}  // namespace sluice
