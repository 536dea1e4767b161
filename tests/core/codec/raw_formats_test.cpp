#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <sluice/error.hpp>

#include "codec/codec.hpp"
#include "codec/damage.hpp"
#include "tests/core/codec/reference.hpp"

namespace sluice::test {
namespace {

using Samples = std::vector<std::uint8_t>;

constexpr std::uint32_t width = 37, height = 21, half_width = 19, half_height = 11;

std::uint8_t value(std::size_t plane, std::uint32_t x, std::uint32_t y) {
    return static_cast<std::uint8_t>(x * 7 + y * 29 + plane * 83 + x * y);
}

/// A raw picture of value(), with rows longer than needed and bytes before it.
struct Raw {
    FrameInfo info;
    std::vector<std::byte> bytes;

    Raw(Format format, Range range, Matrix matrix = Matrix::bt601) {
        info.format = format;
        info.range = range;
        info.matrix = matrix;
        info.width = width;
        info.height = height;
        const bool packed = format == Format::yuyv || format == Format::uyvy;
        const bool paired = format == Format::nv12 || format == Format::nv21;
        const std::uint32_t row = packed                                               ? half_width * 4
                                  : format == Format::bgr24 || format == Format::rgb24 ? width * 3
                                                                                       : width;
        add(row, height);
        if (paired) add(half_width * 2, half_height);
        if (format == Format::i420) add(half_width, half_height), add(half_width, half_height);
        fill();
    }

    std::uint8_t& at(std::size_t plane, std::uint32_t byte, std::uint32_t y) {
        const Plane& its = info.planes.plane[plane];
        return reinterpret_cast<std::uint8_t&>(bytes[its.offset + its.stride * y + byte]);
    }

private:
    void add(std::uint32_t row, std::uint32_t rows) {
        const auto offset = static_cast<std::uint32_t>(bytes.size()) + 5;
        info.planes.plane[info.planes.count++] = {offset, row + 3, rows};
        bytes.resize(offset + (row + 3) * (rows - 1) + row, std::byte{77});
    }
    void fill() {
        for (std::uint32_t y = 0; y < height; ++y)
            for (std::uint32_t x = 0; x < width; ++x) fill(x, y);
    }
    void fill(std::uint32_t x, std::uint32_t y) {
        const std::uint8_t luma = value(0, x, y);
        switch (info.format) {
            case Format::yuyv:
                at(0, 2 * x, y) = luma, at(0, x / 2 * 4 + 1, y) = value(1, x / 2, y),
                             at(0, x / 2 * 4 + 3, y) = value(2, x / 2, y);
                break;
            case Format::uyvy:
                at(0, 2 * x + 1, y) = luma, at(0, x / 2 * 4, y) = value(1, x / 2, y),
                                 at(0, x / 2 * 4 + 2, y) = value(2, x / 2, y);
                break;
            case Format::nv12:
                at(0, x, y) = luma, at(1, x / 2 * 2, y / 2) = value(1, x / 2, y / 2),
                         at(1, x / 2 * 2 + 1, y / 2) = value(2, x / 2, y / 2);
                break;
            case Format::nv21:
                at(0, x, y) = luma, at(1, x / 2 * 2, y / 2) = value(2, x / 2, y / 2),
                         at(1, x / 2 * 2 + 1, y / 2) = value(1, x / 2, y / 2);
                break;
            case Format::i420:
                at(0, x, y) = luma, at(1, x / 2, y / 2) = value(1, x / 2, y / 2),
                         at(2, x / 2, y / 2) = value(2, x / 2, y / 2);
                break;
            case Format::gray: at(0, x, y) = luma; break;
            default:
                for (std::uint32_t c = 0; c < 3; ++c) at(0, 3 * x + c, y) = value(c, x, y);
        }
    }
};

Samples expected(std::size_t plane, std::uint32_t wide, std::uint32_t high, Range range) {
    Samples all;
    for (std::uint32_t y = 0; y < high; ++y)
        for (std::uint32_t x = 0; x < wide; ++x) {
            const double v = value(plane, x, y);
            const double full = plane == 0 ? (v - 16) * 255 / 219 : (v - 128) * 255 / 224 + 128;
            all.push_back(range == Range::full ? value(plane, x, y)
                                               : static_cast<std::uint8_t>(
                                                     std::clamp(std::floor(full + 0.5), plane ? 1.0 : 0.0, 255.0)));
        }
    return all;
}

TEST(RawFormats, planes_hold_what_the_camera_sent_in_full_range) {
    Codec codec;
    for (const Format format : {Format::yuyv, Format::uyvy, Format::nv12, Format::nv21, Format::i420})
        for (const Range range : {Range::full, Range::limited}) {
            SCOPED_TRACE(std::string(name_of(format)) + (range == Range::full ? " full" : " limited"));
            const Raw raw(format, range, Matrix::bt709);
            const PixelsPtr pixels = codec.open_raw(raw.info, raw.bytes, true);
            const std::uint32_t rows = format == Format::yuyv || format == Format::uyvy ? height : half_height;
            EXPECT_EQ(pixels->format, Format::i420);
            EXPECT_EQ(pixels->matrix, Matrix::bt709);
            EXPECT_EQ(pixels->width, width);
            EXPECT_EQ(samples(pixels->plane[0]), expected(0, width, height, range));
            EXPECT_EQ(samples(pixels->plane[1]), expected(1, half_width, rows, range));
            EXPECT_EQ(samples(pixels->plane[2]), expected(2, half_width, rows, range));
            const PixelsPtr gray = codec.open_raw(raw.info, raw.bytes, false);
            EXPECT_EQ(gray->planes, 1u);
            EXPECT_EQ(samples(gray->plane[0]), expected(0, width, height, range));
        }
}

TEST(RawFormats, gray_and_rgb) {
    Codec codec;
    const Raw gray(Format::gray, Range::limited), bgr(Format::bgr24, Range::full), rgb(Format::rgb24, Range::full);
    EXPECT_EQ(samples(codec.open_raw(gray.info, gray.bytes, false)->plane[0]),
              expected(0, width, height, Range::limited));
    const PixelsPtr coloured = codec.open_raw(gray.info, gray.bytes, true);
    EXPECT_EQ(coloured->format, Format::i420);
    EXPECT_THAT(samples(coloured->plane[2]), testing::Each(128));

    const PixelsPtr as_bgr = codec.open_raw(bgr.info, bgr.bytes, true),
                    as_rgb = codec.open_raw(rgb.info, rgb.bytes, true);
    EXPECT_EQ(as_bgr->format, Format::bgr24);
    EXPECT_EQ(as_rgb->format, Format::rgb24);
    EXPECT_EQ(samples(as_bgr->plane[0], 3), samples(as_rgb->plane[0], 3));
    const Samples luma = samples(codec.open_raw(bgr.info, bgr.bytes, false)->plane[0]);
    for (std::uint32_t x = 0; x < width; ++x)
        EXPECT_NEAR(luma[x], 0.114 * value(0, x, 0) + 0.587 * value(1, x, 0) + 0.299 * value(2, x, 0), 1.5);
}

TEST(RawFormats, nothing_beyond_the_bytes_is_read) {
    Codec codec;
    for (const Format format :
         {Format::yuyv, Format::uyvy, Format::nv12, Format::nv21, Format::i420, Format::gray, Format::rgb24}) {
        SCOPED_TRACE(name_of(format));
        const Raw raw(format, Range::full);
        // Its own block: a sanitizer sees one byte too many.
        const std::vector<std::byte> exact(raw.bytes.begin(), raw.bytes.end());
        EXPECT_NO_THROW((void)codec.open_raw(raw.info, exact, true));
        EXPECT_THROW((void)codec.open_raw(raw.info, std::span(exact).first(exact.size() - 1), true), Damage);
        EXPECT_THROW((void)codec.open_raw(raw.info, {}, false), Damage);
        FrameInfo narrow = raw.info, few = raw.info, none = raw.info;
        narrow.planes.plane[0].stride = width - 1;
        few.planes.plane[0].rows = height - 1;
        none.planes.count = 0;
        for (const FrameInfo& info : {narrow, few, none}) EXPECT_THROW((void)codec.open_raw(info, exact, true), Damage);
    }
}

}  // namespace
}  // namespace sluice::test
