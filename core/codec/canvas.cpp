#include "codec/canvas.hpp"

#include <array>
#include <memory>
#include <utility>

#include <sluice/error.hpp>

#include "codec/pixel_memory.hpp"

namespace sluice {

namespace {

class PooledCanvas final : public Canvas {
public:
    PooledCanvas(Format its_format, Size size, PixelMemory memory) : keeper_(std::move(memory.keeper)) {
        format = its_format;
        width = size.width;
        height = size.height;
        planes = planes_of(its_format);
        plane = memory.plane;
    }

private:
    std::shared_ptr<const void> keeper_;
};

}  // namespace

CanvasPtr make_canvas(Format format, Size size, BufferPool& pool) {
    if (size.width == 0 || size.height == 0)
        throw Error("a canvas without a pixel", "ask for at least one pixel each way");
    return std::make_unique<PooledCanvas>(format, size, take_pixels(pool, format, size));
}

CanvasPtr copy_to_canvas(const Pixels& pixels, BufferPool& pool) {
    const std::uint32_t bytes = bytes_per_sample(pixels.format);
    std::array<PlaneShape, 3> shapes{};
    for (std::size_t i = 0; i < pixels.planes; ++i)
        shapes[i] = {pixels.plane[i].width, pixels.plane[i].height, 0, 0, bytes};
    PixelMemory memory = take_planes(pool, std::span(shapes).first(pixels.planes));
    for (std::size_t i = 0; i < pixels.planes; ++i) copy_plane(pixels.plane[i], memory.plane[i], bytes);
    auto canvas = std::make_unique<PooledCanvas>(pixels.format, Size{pixels.width, pixels.height}, std::move(memory));
    canvas->x = pixels.x;
    canvas->y = pixels.y;
    canvas->matrix = pixels.matrix;
    return canvas;
}

PixelsPtr freeze_canvas(CanvasPtr canvas) {
    auto pixels = std::make_shared<Pixels>();
    pixels->format = canvas->format;
    pixels->width = canvas->width;
    pixels->height = canvas->height;
    pixels->x = canvas->x;
    pixels->y = canvas->y;
    pixels->matrix = canvas->matrix;
    pixels->planes = canvas->planes;
    for (std::size_t i = 0; i < pixels->plane.size(); ++i) pixels->plane[i] = frozen(canvas->plane[i]);
    pixels->keeper = std::shared_ptr<const Canvas>(std::move(canvas));
    return pixels;
}

}  // namespace sluice
