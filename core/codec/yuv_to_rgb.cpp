#include "codec/yuv_to_rgb.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <libyuv.h>

#include "codec/pixel_memory.hpp"
#include "codec/plane_ratio.hpp"

namespace sluice {

namespace {

using Source = PixelPlane<const std::uint8_t>;

/// libyuv writes B, G, R. With U and V exchanged and the matrix mirrored the same code writes R, G, B.
struct Order {
    const libyuv::YuvConstants* matrix;
    Source first, second;
};

Order order_of(const Pixels& pixels, Format format) {
    const bool bt709 = pixels.matrix == Matrix::bt709;
    if (format == Format::bgr24)
        return {bt709 ? &libyuv::kYuvF709Constants : &libyuv::kYuvJPEGConstants, pixels.plane[1], pixels.plane[2]};
    return {bt709 ? &libyuv::kYvuF709Constants : &libyuv::kYvuJPEGConstants, pixels.plane[2], pixels.plane[1]};
}

int step(const Source& plane) { return static_cast<int>(plane.stride); }

/// Any coarseness, by a row of chroma as fine as luma for each.
void by_rows(const Source& luma, const Order& order, const PlaneRatios& first, const PlaneRatios& second,
             const PixelPlane<std::uint8_t>& to, BufferPool& pool) {
    const std::array<PlaneShape, 2> shapes = {PlaneShape{luma.width, 1}, PlaneShape{luma.width, 1}};
    const PixelMemory fine = take_planes(pool, shapes);
    const auto spread = [&](const Source& plane, const PlaneRatios& ratios, std::uint32_t y, std::uint8_t* row) {
        const std::uint8_t* from = plane.row(ratios.y.at(y));
        if (ratios.x.part == 1)  // 4:1:1
            for (std::uint32_t x = 0; x < luma.width; x += ratios.x.whole)
                std::memset(row + x, *from++, std::min(ratios.x.whole, luma.width - x));
        else
            for (std::uint32_t x = 0; x < luma.width; ++x) row[x] = from[ratios.x.at(x)];
    };
    for (std::uint32_t y = 0; y < luma.height; ++y) {
        if (y == 0 || first.y.at(y) != first.y.at(y - 1)) spread(order.first, first, y, fine.plane[0].data);
        if (y == 0 || second.y.at(y) != second.y.at(y - 1)) spread(order.second, second, y, fine.plane[1].data);
        libyuv::I444ToRGB24Matrix(luma.row(y), 0, fine.plane[0].data, 0, fine.plane[1].data, 0, to.row(y), 0,
                                  order.matrix, static_cast<int>(luma.width), 1);
    }
}

/// Chroma as wide as luma or half, of any height: a row of it serves as many rows of luma as it covers.
template <typename Convert>
void by_shared_rows(const Source& luma, const Order& order, PlaneRatio vertical, const PixelPlane<std::uint8_t>& to,
                    Convert&& convert) {
    for (std::uint32_t y = 0, end = 0; y < luma.height; y = end) {
        const std::uint32_t row = vertical.at(y);
        for (end = y + 1; end < luma.height && vertical.at(end) == row;) ++end;
        // A stride of 0 gives every row the same chroma.
        convert(luma.row(y), step(luma), order.first.row(row), 0, order.second.row(row), 0, to.row(y),
                static_cast<int>(to.stride), order.matrix, static_cast<int>(luma.width), static_cast<int>(end - y));
    }
}

}  // namespace

void yuv_to_rgb(const Pixels& pixels, Format format, const PixelPlane<std::uint8_t>& to, BufferPool& pool) {
    const Source& luma = pixels.plane[0];
    const Order order = order_of(pixels, format);
    const PlaneRatios first = plane_ratios(pixels, 1), second = plane_ratios(pixels, 2);
    const int width = static_cast<int>(luma.width), height = static_cast<int>(luma.height);
    constexpr PlaneRatio whole{1, 1}, half{1, 2};

    const auto all_with = [&](auto&& convert) {
        convert(luma.data, step(luma), order.first.data, step(order.first), order.second.data, step(order.second),
                to.data, static_cast<int>(to.stride), order.matrix, width, height);
    };
    if (first != second || (first.x != whole && first.x != half))
        by_rows(luma, order, first, second, to, pool);
    else if (first.x == whole && first.y == whole)
        all_with(libyuv::I444ToRGB24Matrix);
    else if (first.x == whole)
        by_shared_rows(luma, order, first.y, to, libyuv::I444ToRGB24Matrix);
    else if (first.y == whole)
        all_with(libyuv::I422ToRGB24Matrix);
    else if (first.y == half)
        all_with(libyuv::I420ToRGB24Matrix);
    else
        by_shared_rows(luma, order, first.y, to, libyuv::I422ToRGB24Matrix);
}

}  // namespace sluice
