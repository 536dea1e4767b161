#include "codec/raw_formats.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include <libyuv.h>

#include "codec/damage.hpp"
#include "codec/full_range.hpp"
#include "codec/pixel_memory.hpp"

namespace sluice {

namespace {

using Source = PixelPlane<const std::uint8_t>;
using Target = PixelPlane<std::uint8_t>;

std::uint32_t half(std::uint32_t count) { return count / 2 + count % 2; }

/// What a plane must hold: bytes of a row, and rows.
struct Need {
    std::uint64_t row_bytes = 0;
    std::uint32_t rows = 0;
};
struct Needs {
    std::array<Need, 3> plane{};
    std::uint32_t count = 0;
};

Needs needs_of(const FrameInfo& info) {
    const std::uint64_t width = info.width;
    const std::uint32_t height = info.height, half_height = half(info.height), half_width = half(info.width);
    switch (info.format) {
        case Format::yuyv:
        case Format::uyvy: return {{Need{std::uint64_t{half_width} * 4, height}}, 1};
        case Format::nv12:
        case Format::nv21: return {{Need{width, height}, Need{std::uint64_t{half_width} * 2, half_height}}, 2};
        case Format::i420:
            return {{Need{width, height}, Need{half_width, half_height}, Need{half_width, half_height}}, 3};
        case Format::gray: return {{Need{width, height}}, 1};
        case Format::bgr24:
        case Format::rgb24: return {{Need{width * 3, height}}, 1};
        case Format::jpeg: break;
    }
    throw Error("a JPEG is not opened as raw pixels", "this is a mistake in sluice: report it");
}

/// Where the planes lie, all of their samples within `bytes`; else Damage.
std::array<Source, 3> planes_of(const FrameInfo& info, std::span<const std::byte> bytes) {
    const Needs needs = needs_of(info);
    std::array<Source, 3> planes{};
    for (std::uint32_t i = 0; i < needs.count; ++i) {
        const Need& need = needs.plane[i];
        const Plane& plane = info.planes.plane[i];
        const std::uint64_t end =
            plane.offset + (need.rows ? std::uint64_t{plane.stride} * (need.rows - 1) : 0) + need.row_bytes;
        if (i >= info.planes.count || plane.rows < need.rows || plane.stride < need.row_bytes || end > bytes.size())
            throw Damage("a picture of " + std::to_string(bytes.size()) + " bytes is too short for " +
                             std::string(name_of(info.format)) + " " + std::to_string(info.width) + "x" +
                             std::to_string(info.height),
                         "look at the camera's cable and its USB hub");
        planes[i] = {reinterpret_cast<const std::uint8_t*>(bytes.data()) + plane.offset, plane.stride, 0, need.rows};
    }
    return planes;
}

// One row at a time, so that it is still near when its range is expanded.

void luma_row(Format format, const std::uint8_t* from, std::uint8_t* to, std::uint32_t width) {
    const int count = static_cast<int>(width);
    if (format == Format::yuyv)
        libyuv::YUY2ToY(from, 0, to, 0, count, 1);
    else if (format == Format::uyvy)
        libyuv::UYVYToY(from, 0, to, 0, count, 1);
    else
        libyuv::CopyPlane(from, 0, to, 0, count, 1);
}

void packed_row(Format format, const std::uint8_t* from, std::uint8_t* y, std::uint8_t* u, std::uint8_t* v,
                std::uint32_t width) {
    const auto split = format == Format::yuyv ? libyuv::YUY2ToI422 : libyuv::UYVYToI422;
    split(from, 0, y, 0, u, 0, v, 0, static_cast<int>(width), 1);
}

void chroma_rows(Format format, const std::array<Source, 3>& from, std::uint32_t row, std::uint8_t* u, std::uint8_t* v,
                 std::uint32_t width) {
    const int count = static_cast<int>(width);
    if (format == Format::i420) {
        libyuv::CopyPlane(from[1].row(row), 0, u, 0, count, 1);
        libyuv::CopyPlane(from[2].row(row), 0, v, 0, count, 1);
    } else if (format == Format::nv12) {
        libyuv::SplitUVPlane(from[1].row(row), 0, u, 0, v, 0, count, 1);
    } else {
        libyuv::SplitUVPlane(from[1].row(row), 0, v, 0, u, 0, count, 1);
    }
}

void open_luma(const FrameInfo& info, const Source& from, const Target& to) {
    for (std::uint32_t y = 0; y < to.height; ++y) {
        luma_row(info.format, from.row(y), to.row(y), to.width);
        if (info.range == Range::limited) expand_luma(to.row(y), to.width);
    }
}

void open_packed(const FrameInfo& info, const Source& from, const std::array<Target, 3>& to) {
    for (std::uint32_t y = 0; y < to[0].height; ++y) {
        packed_row(info.format, from.row(y), to[0].row(y), to[1].row(y), to[2].row(y), to[0].width);
        if (info.range != Range::limited) continue;
        expand_luma(to[0].row(y), to[0].width);
        for (std::size_t i : {1, 2}) expand_chroma(to[i].row(y), to[i].width);
    }
}

void open_chroma(const FrameInfo& info, const std::array<Source, 3>& from, const std::array<Target, 3>& to) {
    for (std::uint32_t y = 0; y < to[1].height; ++y) {
        chroma_rows(info.format, from, y, to[1].row(y), to[2].row(y), to[1].width);
        if (info.range == Range::limited)
            for (std::size_t i : {1, 2}) expand_chroma(to[i].row(y), to[i].width);
    }
}

void rgb_to_gray(Format format, const Source& from, const Target& to) {
    const auto convert = format == Format::bgr24 ? libyuv::RGB24ToJ400 : libyuv::RAWToJ400;
    convert(from.data, static_cast<int>(from.stride), to.data, static_cast<int>(to.stride), static_cast<int>(to.width),
            static_cast<int>(to.height));
}

/// gray or RGB carried as it is: chroma is either not there or not apart from luma.
PixelsPtr open_single(const FrameInfo& info, const Source& from, bool chroma, BufferPool& pool, const Pixels& like) {
    const Size size{info.width, info.height};
    const bool rgb = info.format != Format::gray;
    const Format format = rgb && chroma ? info.format : chroma ? Format::i420 : Format::gray;
    PixelMemory memory = take_pixels(pool, format, size);
    if (format == info.format && rgb)
        copy_plane(from, memory.plane[0], 3);
    else if (rgb)
        rgb_to_gray(info.format, from, memory.plane[0]);
    else
        open_luma(info, from, memory.plane[0]);
    if (format == Format::i420)
        for (std::size_t i : {1, 2}) fill_plane(memory.plane[i], 128);
    return make_pixels(format, size, std::move(memory), like);
}

}  // namespace

PixelsPtr open_raw_picture(const FrameInfo& info, std::span<const std::byte> bytes, bool chroma, BufferPool& pool) {
    const std::array<Source, 3> from = planes_of(info, bytes);
    const Size size{info.width, info.height};
    Pixels like;
    like.matrix = info.matrix;
    if (info.format == Format::gray || info.format == Format::bgr24 || info.format == Format::rgb24)
        return open_single(info, from[0], chroma, pool, like);

    if (!chroma) {
        PixelMemory memory = take_pixels(pool, Format::gray, size);
        open_luma(info, from[0], memory.plane[0]);
        return make_pixels(Format::gray, size, std::move(memory), like);
    }
    const bool packed = info.format == Format::yuyv || info.format == Format::uyvy;
    const PlaneShape luma{size.width, size.height}, part{half(size.width), packed ? size.height : half(size.height)};
    PixelMemory memory = take_planes(pool, std::array{luma, part, part});
    if (packed) {
        open_packed(info, from[0], memory.plane);
    } else {
        open_luma(info, from[0], memory.plane[0]);
        open_chroma(info, from, memory.plane);
    }
    return make_pixels(Format::i420, size, std::move(memory), like);
}

}  // namespace sluice
