#include "codec/pixel_memory.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <sluice/error.hpp>

namespace sluice {

namespace {

constexpr std::size_t alignment = 64;

std::size_t rounded(std::size_t size) { return (size + alignment - 1) / alignment * alignment; }

std::size_t stride_of(const PlaneShape& shape) {
    return rounded(std::size_t{std::max(shape.width, shape.roomy_width)} * shape.bytes);
}
std::size_t size_of(const PlaneShape& shape) { return stride_of(shape) * std::max(shape.height, shape.roomy_height); }

}  // namespace

PixelMemory take_planes(BufferPool& pool, std::span<const PlaneShape> shapes) {
    std::size_t total = 0;
    for (const PlaneShape& shape : shapes) total += size_of(shape);
    const BufferPool::Block block = pool.take(std::max(total, alignment));
    if (!block) raise_no_memory(pool);

    PixelMemory memory;
    auto* data = reinterpret_cast<std::uint8_t*>(block.bytes.data());
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        memory.plane[i] = {data, static_cast<std::uint32_t>(stride_of(shapes[i])), shapes[i].width, shapes[i].height};
        data += size_of(shapes[i]);
    }
    memory.keeper = block.keeper;
    return memory;
}

void raise_no_memory(const BufferPool& pool) {
    throw Error("no memory for the pixels of a frame: " + std::to_string(pool.limits().bytes >> 20) + " MiB or " +
                    std::to_string(pool.limits().buffers) + " pictures are in use",
                "keep fewer pictures, or smaller ones");
}

PixelMemory take_pixels(BufferPool& pool, Format format, Size size) {
    const PlaneShape whole{size.width, size.height, 0, 0, bytes_per_sample(format)};
    const PlaneShape half{size.width / 2 + size.width % 2, size.height / 2 + size.height % 2};
    const std::array<PlaneShape, 3> shapes = {whole, half, half};
    return take_planes(pool, std::span(shapes).first(planes_of(format)));
}

std::uint32_t planes_of(Format format) {
    switch (format) {
        case Format::gray:
        case Format::bgr24:
        case Format::rgb24: return 1;
        case Format::i420: return 3;
        default: break;
    }
    throw Error(std::string("no pixels in the format ").append(name_of(format)), "ask for gray, i420, bgr24 or rgb24");
}

void copy_plane(const PixelPlane<const std::uint8_t>& from, const PixelPlane<std::uint8_t>& to,
                std::uint32_t sample_bytes) {
    for (std::uint32_t y = 0; y < to.height; ++y)
        std::memcpy(to.row(y), from.row(y), std::size_t{to.width} * sample_bytes);
}

void fill_plane(const PixelPlane<std::uint8_t>& plane, std::uint8_t value) {
    for (std::uint32_t y = 0; y < plane.height; ++y) std::memset(plane.row(y), value, plane.width);
}

PixelsPtr make_pixels(Format format, Size size, PixelMemory memory, const Pixels& like) {
    auto pixels = std::make_shared<Pixels>();
    pixels->format = format;
    pixels->width = size.width;
    pixels->height = size.height;
    pixels->x = like.x;
    pixels->y = like.y;
    pixels->shrink = like.shrink;
    pixels->matrix = like.matrix;
    pixels->partial = like.partial;
    pixels->planes = planes_of(format);
    for (std::size_t i = 0; i < pixels->planes; ++i) pixels->plane[i] = frozen(memory.plane[i]);
    pixels->keeper = std::move(memory.keeper);
    return pixels;
}

}  // namespace sluice
