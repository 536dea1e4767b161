#include "codec/box_mean.hpp"

#include <libyuv.h>

#include <algorithm>
#include <array>

#include "codec/pixel_memory.hpp"

namespace sluice {

namespace {

using Sums = std::uint16_t;  // 8 rows of 8 samples of 255 fit

void set(Sums* sums, const std::uint8_t* row, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) sums[i] = row[i];
}
void add(Sums* __restrict sums, const std::uint8_t* __restrict row, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) sums[i] = static_cast<Sums>(sums[i] + row[i]);
}

/// Adds up Factor neighbours of the same channel, for `count` whole boxes, and rounds.
template <unsigned Factor, unsigned Channels>
void means(const Sums* __restrict sums, std::uint8_t* __restrict to, std::uint32_t count, unsigned rows) {
    const unsigned box = Factor * rows;
    if (rows == Factor) {  // a division by a constant, which the compiler makes many at once of
        for (std::uint32_t i = 0; i < count; ++i)
            for (unsigned c = 0; c < Channels; ++c) {
                unsigned sum = 0;
                for (unsigned k = 0; k < Factor; ++k) sum += sums[(i * Factor + k) * Channels + c];
                to[i * Channels + c] = static_cast<std::uint8_t>((sum + Factor * Factor / 2) / (Factor * Factor));
            }
        return;
    }
    for (std::uint32_t i = 0; i < count * Channels; ++i) {
        unsigned sum = 0;
        for (unsigned k = 0; k < Factor; ++k) sum += sums[(i / Channels * Factor + k) * Channels + i % Channels];
        to[i] = static_cast<std::uint8_t>((sum + box / 2) / box);
    }
}

/// The rest at the right edge: fewer than a box.
void last_mean(const Sums* sums, std::uint8_t* to, std::uint32_t columns, unsigned channels, unsigned rows) {
    const unsigned box = columns * rows;
    for (unsigned c = 0; c < channels; ++c) {
        unsigned sum = 0;
        for (std::uint32_t k = 0; k < columns; ++k) sum += sums[k * channels + c];
        to[c] = static_cast<std::uint8_t>((sum + box / 2) / box);
    }
}

/// The whole boxes of a plane of one channel: libyuv has these as vector code.
bool shrink_by_library(const PixelPlane<const std::uint8_t>& from, const PixelPlane<std::uint8_t>& to, unsigned factor) {
    if (factor == 8 || from.width % factor != 0 || from.height % factor != 0) return false;
    const auto size = [](std::uint32_t value) { return static_cast<int>(value); };
    libyuv::ScalePlane(from.data, size(from.stride), size(from.width), size(from.height), to.data, size(to.stride), size(to.width),
                       size(to.height), libyuv::kFilterBox);
    return true;
}

template <unsigned Factor>
void shrink_plane(const PixelPlane<const std::uint8_t>& from, const PixelPlane<std::uint8_t>& to, unsigned channels,
                  Sums* sums) {
    if (channels == 1 && shrink_by_library(from, to, Factor)) return;
    const std::size_t samples = std::size_t{from.width} * channels;
    const std::uint32_t boxes = from.width / Factor, rest = from.width % Factor;
    for (std::uint32_t y = 0; y < to.height; ++y) {
        const unsigned rows = std::min(Factor, from.height - y * Factor);
        set(sums, from.row(y * Factor), samples);
        for (unsigned k = 1; k < rows; ++k) add(sums, from.row(y * Factor + k), samples);
        if (channels == 1)
            means<Factor, 1>(sums, to.row(y), boxes, rows);
        else
            means<Factor, 3>(sums, to.row(y), boxes, rows);
        if (rest)
            last_mean(sums + std::size_t{boxes} * Factor * channels, to.row(y) + boxes * channels, rest, channels,
                      rows);
    }
}

void copy_plane(const PixelPlane<const std::uint8_t>& from, const PixelPlane<std::uint8_t>& to) {
    for (std::uint32_t y = 0; y < to.height; ++y) std::copy_n(from.row(y), to.width, to.row(y));
}

/// libjpeg decodes the chroma of 4:2:0 half as small as Y when it shrinks: it has fewer samples to begin with. The
/// same here, so that a view does not depend on which of the two ways it was made.
std::uint32_t factor_of(const Pixels& pixels, std::size_t plane, std::uint32_t factor) {
    const auto& luma = pixels.plane[0];
    const auto& chroma = pixels.plane[plane];
    const bool halved = plane > 0 && luma.width > 1 && luma.height > 1 && chroma.width == (luma.width + 1) / 2 &&
                        chroma.height == (luma.height + 1) / 2;
    return halved ? factor / 2 : factor;
}

}  // namespace

PixelsPtr box_mean(const Pixels& pixels, std::uint32_t factor, BufferPool& pool) {
    const std::uint32_t channels = bytes_per_sample(pixels.format);
    const auto smaller = [factor](std::uint32_t size) { return (size + factor - 1) / factor; };
    std::array<PlaneShape, 3> shapes{};
    for (std::size_t i = 0; i < pixels.planes; ++i) {
        const std::uint32_t by = factor_of(pixels, i, factor);
        shapes[i] = {(pixels.plane[i].width + by - 1) / by, (pixels.plane[i].height + by - 1) / by, 0, 0, channels};
    }
    const PixelMemory memory = take_planes(pool, std::span(shapes).first(pixels.planes));
    const PlaneShape sums{pixels.width, 1, 0, 0, channels * static_cast<std::uint32_t>(sizeof(Sums))};
    const PixelMemory scratch = take_planes(pool, {&sums, 1});

    for (std::size_t i = 0; i < pixels.planes; ++i) {
        auto* row = reinterpret_cast<Sums*>(scratch.plane[0].data);
        const std::uint32_t by = factor_of(pixels, i, factor);
        if (by == 1) copy_plane(pixels.plane[i], memory.plane[i]);
        if (by == 2) shrink_plane<2>(pixels.plane[i], memory.plane[i], channels, row);
        if (by == 4) shrink_plane<4>(pixels.plane[i], memory.plane[i], channels, row);
        if (by == 8) shrink_plane<8>(pixels.plane[i], memory.plane[i], channels, row);
    }
    Pixels like = pixels;
    like.shrink *= factor;
    return make_pixels(pixels.format, {smaller(pixels.width), smaller(pixels.height)}, memory, like);
}

}  // namespace sluice
