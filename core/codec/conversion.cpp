#include "codec/conversion.hpp"

#include <array>
#include <memory>
#include <utility>

#include <libyuv.h>

#include "codec/pixel_memory.hpp"
#include "codec/plane_ratio.hpp"
#include "codec/yuv_to_rgb.hpp"

namespace sluice {

namespace {

using Source = PixelPlane<const std::uint8_t>;
using Target = PixelPlane<std::uint8_t>;

bool is_rgb(Format format) { return format == Format::bgr24 || format == Format::rgb24; }
int step(const Source& plane) { return static_cast<int>(plane.stride); }
int step(const Target& plane) { return static_cast<int>(plane.stride); }

std::shared_ptr<Pixels> without_memory(const Pixels& pixels, Format format) {
    auto made = std::make_shared<Pixels>();
    made->format = format;
    made->width = pixels.width;
    made->height = pixels.height;
    made->x = pixels.x;
    made->y = pixels.y;
    made->shrink = pixels.shrink;
    made->matrix = pixels.matrix;
    made->partial = pixels.partial;
    made->planes = planes_of(format);
    return made;
}

/// Y of `pixels`, which is kept, with chroma of other memory.
PixelsPtr with_chroma(const PixelsPtr& pixels, PixelMemory chroma) {
    const std::shared_ptr<Pixels> made = without_memory(*pixels, Format::i420);
    made->plane = {pixels->plane[0], frozen(chroma.plane[0]), frozen(chroma.plane[1])};
    using Both = std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>;
    made->keeper = std::make_shared<const Both>(pixels->keeper, std::move(chroma.keeper));
    return made;
}

PixelsPtr luma_alone(const PixelsPtr& pixels) {
    const std::shared_ptr<Pixels> made = without_memory(*pixels, Format::gray);
    made->plane[0] = pixels->plane[0];
    made->keeper = pixels->keeper;
    return made;
}

PixelMemory take_half_chroma(const Pixels& pixels, BufferPool& pool) {
    const PlaneShape half{(pixels.width + 1) / 2, (pixels.height + 1) / 2};
    return take_planes(pool, std::array{half, half});
}

void rgb_to_gray(const Source& from, Format format, const Target& to) {
    const auto convert = format == Format::bgr24 ? libyuv::RGB24ToJ400 : libyuv::RAWToJ400;
    convert(from.data, step(from), to.data, step(to), static_cast<int>(to.width), static_cast<int>(to.height));
}

void rgb_to_i420(const Source& from, Format format, const std::array<Target, 3>& to) {
    const auto convert = format == Format::bgr24 ? libyuv::RGB24ToJ420 : libyuv::RAWToJ420;
    convert(from.data, step(from), to[0].data, step(to[0]), to[1].data, step(to[1]), to[2].data, step(to[2]),
            static_cast<int>(to[0].width), static_cast<int>(to[0].height));
}

void into(const Pixels& from, Format format, const std::array<Target, 3>& to, BufferPool& pool) {
    const Source& plane = from.plane[0];
    const int width = static_cast<int>(from.width), height = static_cast<int>(from.height);
    if (is_rgb(from.format) && format == Format::gray) return rgb_to_gray(plane, from.format, to[0]);
    if (is_rgb(from.format) && format == Format::i420) return rgb_to_i420(plane, from.format, to);
    if (is_rgb(from.format)) {  // the same exchange of the first and third byte, either way
        libyuv::RAWToRGB24(plane.data, step(plane), to[0].data, step(to[0]), width, height);
    } else if (from.format == Format::gray) {
        libyuv::MergeRGBPlane(plane.data, step(plane), plane.data, step(plane), plane.data, step(plane), to[0].data,
                              step(to[0]), width, height);
    } else {
        yuv_to_rgb(from, format, to[0], pool);
    }
}

}  // namespace

PixelsPtr convert(const PixelsPtr& pixels, Format format, BufferPool& pool) {
    if (pixels->format == format) return pixels;
    if (pixels->format == Format::i420 && format == Format::gray) return luma_alone(pixels);
    if (pixels->format == Format::gray && format == Format::i420) {
        PixelMemory chroma = take_half_chroma(*pixels, pool);
        for (std::size_t i : {0, 1}) fill_plane(chroma.plane[i], 128);
        return with_chroma(pixels, std::move(chroma));
    }
    PixelMemory memory = take_pixels(pool, format, {pixels->width, pixels->height});
    into(*pixels, format, memory.plane, pool);
    const std::shared_ptr<Pixels> made = without_memory(*pixels, format);
    if (format == Format::i420) made->matrix = Matrix::bt601;
    for (std::size_t i = 0; i < made->planes; ++i) made->plane[i] = frozen(memory.plane[i]);
    made->keeper = std::move(memory.keeper);
    return made;
}

PixelsPtr with_chroma_halved(const PixelsPtr& pixels, BufferPool& pool) {
    PixelMemory chroma = take_half_chroma(*pixels, pool);
    for (std::size_t i : {0, 1}) {
        const Source& from = pixels->plane[i + 1];
        const Target& to = chroma.plane[i];
        libyuv::ScalePlane(from.data, step(from), static_cast<int>(from.width), static_cast<int>(from.height), to.data,
                           step(to), static_cast<int>(to.width), static_cast<int>(to.height), libyuv::kFilterBox);
    }
    return with_chroma(pixels, std::move(chroma));
}

}  // namespace sluice
