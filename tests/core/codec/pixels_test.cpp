#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include <sluice/error.hpp>

#include "codec/codec.hpp"
#include "tests/core/codec/reference.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::test {
namespace {

using Samples = std::vector<std::uint8_t>;

PixelsPtr open(Codec& codec, std::uint32_t width, std::uint32_t height, int h, int v, std::uint32_t shrink = 1) {
    JpegSpec spec;
    spec.width = width;
    spec.height = height;
    spec.h = h;
    spec.v = v;
    return codec.decode(make_jpeg(spec), {width, height}, shrink, true);
}

/// The formulas of ITU-R BT.601 and BT.709, full range.
Samples as_rgb(const Pixels& pixels) {
    const double kr = pixels.matrix == Matrix::bt709 ? 0.2126 : 0.299,
                 kb = pixels.matrix == Matrix::bt709 ? 0.0722 : 0.114;
    const Samples y = samples(pixels.plane[0]), u = spread(pixels.plane[1], pixels.width, pixels.height),
                  v = spread(pixels.plane[2], pixels.width, pixels.height);
    Samples rgb;
    const auto put = [&](double value) {
        rgb.push_back(static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)));
    };
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double red = 2 * (1 - kr) * (v[i] - 128.0), blue = 2 * (1 - kb) * (u[i] - 128.0);
        put(y[i] + red);
        put(y[i] - (kr * red + kb * blue) / (1 - kr - kb));
        put(y[i] + blue);
    }
    return rgb;
}

Samples exchanged(Samples rgb) {
    for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) std::swap(rgb[i], rgb[i + 2]);
    return rgb;
}

TEST(Converted, i420_of_every_coarseness_to_rgb) {
    Codec codec;
    constexpr std::array<std::array<int, 2>, 5> samplings = {{{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}}};
    for (const auto& [h, v] : samplings)
        for (const Size& size : std::array<Size, 3>{{{1, 1}, {64, 48}, {213, 117}}})
            for (const std::uint32_t shrink : {1u, 2u}) {
                SCOPED_TRACE(std::to_string(h) + ":" + std::to_string(v) + " " + std::to_string(size.width) + " 1/" +
                             std::to_string(shrink));
                const PixelsPtr pixels = open(codec, size.width, size.height, h, v, shrink);
                const Samples expected = as_rgb(*pixels);
                const Samples rgb = samples(codec.converted(pixels, Format::rgb24)->plane[0], 3);
                const Samples bgr = samples(codec.converted(pixels, Format::bgr24)->plane[0], 3);
                EXPECT_LE(most_difference(rgb, expected), 3);
                EXPECT_LE(mean_difference(rgb, expected), 0.8);
                EXPECT_EQ(exchanged(bgr), rgb);
            }
}

TEST(Converted, bt709_has_its_own_matrix) {
    Codec codec;
    auto pixels = std::make_shared<Pixels>(*open(codec, 64, 48, 2, 1));
    pixels->matrix = Matrix::bt709;
    EXPECT_LE(most_difference(samples(codec.converted(pixels, Format::rgb24)->plane[0], 3), as_rgb(*pixels)), 3);
    EXPECT_EQ(codec.converted(pixels, Format::rgb24)->width, 64u);
}

TEST(Converted, gray_shares_luma_and_gets_neutral_chroma) {
    Codec codec;
    PixelsPtr i420 = open(codec, 101, 33, 2, 2);
    const PixelsPtr gray = codec.converted(i420, Format::gray);
    EXPECT_EQ(gray->plane[0].data, i420->plane[0].data);
    const Samples luma = samples(i420->plane[0]);
    i420 = nullptr;
    PixelsPtr back = codec.converted(gray, Format::i420);
    EXPECT_EQ(back->plane[0].data, gray->plane[0].data);
    EXPECT_EQ(back->plane[1].width, 51u);
    EXPECT_EQ(back->plane[1].height, 17u);
    EXPECT_THAT(samples(back->plane[1]), testing::Each(128));
    EXPECT_EQ(samples(back->plane[0]), luma);
    const Samples rgb = samples(codec.converted(gray, Format::rgb24)->plane[0], 3);
    for (std::size_t i = 0; i < luma.size(); ++i) ASSERT_EQ(rgb[3 * i] + rgb[3 * i + 1] + rgb[3 * i + 2], 3 * luma[i]);
}

TEST(Converted, rgb_to_i420_and_back) {
    Codec codec;
    for (const Format format : {Format::bgr24, Format::rgb24}) {
        const PixelsPtr rgb = codec.converted(open(codec, 97, 65, 2, 2), format);
        const PixelsPtr i420 = codec.converted(rgb, Format::i420);
        EXPECT_EQ(i420->plane[1].width, 49u);
        EXPECT_EQ(i420->plane[1].height, 33u);
        const PixelsPtr again = codec.converted(i420, format);
        EXPECT_LE(mean_difference(samples(rgb->plane[0], 3), samples(again->plane[0], 3)), 6);
        EXPECT_LE(most_difference(samples(codec.converted(rgb, Format::gray)->plane[0]), samples(i420->plane[0])), 1);
        const Format other = format == Format::bgr24 ? Format::rgb24 : Format::bgr24;
        EXPECT_EQ(exchanged(samples(codec.converted(rgb, other)->plane[0], 3)), samples(rgb->plane[0], 3));
        EXPECT_EQ(codec.converted(rgb, format), rgb);
    }
}

TEST(Shrunk, is_the_rounded_mean_also_at_the_edges) {
    Codec codec;
    for (const Format format : {Format::gray, Format::i420, Format::rgb24})
        for (const std::uint32_t factor : {2u, 4u, 8u}) {
            const PixelsPtr pixels = codec.converted(open(codec, 101, 67, 2, 1), format);
            const PixelsPtr small = codec.shrunk(pixels, factor);
            const std::uint32_t channels = format == Format::rgb24 ? 3 : 1;
            EXPECT_EQ(small->width, (101 + factor - 1) / factor);
            EXPECT_EQ(small->shrink, factor);
            for (std::uint32_t i = 0; i < pixels->planes; ++i) {
                const auto& from = pixels->plane[i];
                const auto& to = small->plane[i];
                for (std::uint32_t y = 0; y < to.height; ++y)
                    for (std::uint32_t x = 0; x < to.width * channels; ++x) {
                        unsigned sum = 0, count = 0;
                        for (std::uint32_t dy = 0; dy < factor && y * factor + dy < from.height; ++dy)
                            for (std::uint32_t dx = 0; dx < factor && x / channels * factor + dx < from.width;
                                 ++dx, ++count)
                                sum +=
                                    from.row(y * factor + dy)[(x / channels * factor + dx) * channels + x % channels];
                        ASSERT_EQ(to.row(y)[x], (sum + count / 2) / count) << x << "," << y << " of plane " << i;
                    }
            }
        }
}

TEST(Cut, shares_memory_and_moves_out_to_whole_samples) {
    Codec codec;
    const PixelsPtr whole = open(codec, 101, 67, 2, 2);
    const PixelsPtr part = Codec::cut(whole, {7, 9, 10, 11});
    EXPECT_EQ(part->x, 6u);
    EXPECT_EQ(part->y, 8u);
    EXPECT_EQ(part->width, 12u);
    EXPECT_EQ(part->height, 12u);
    EXPECT_EQ(part->plane[0].data, whole->plane[0].row(8) + 6);
    EXPECT_EQ(part->plane[2].data, whole->plane[2].row(4) + 3);
    EXPECT_EQ(part->plane[1].width, 6u);
    // A part of a part, in pixels of the frame; the odd edge stays.
    const PixelsPtr corner = Codec::cut(Codec::cut(whole, {50, 30, 500, 500}), {99, 65, 2, 2});
    EXPECT_EQ(corner->x, 98u);
    EXPECT_EQ(corner->y, 64u);
    EXPECT_EQ(corner->width, 3u);
    EXPECT_EQ(corner->height, 3u);
    EXPECT_EQ(corner->plane[1].width, 2u);
    EXPECT_EQ(corner->plane[1].data, whole->plane[1].row(32) + 49);
    EXPECT_EQ(Codec::cut(whole, {}), whole);
    for (const Region outside : {Region{101, 0, 5, 5}, Region{0, 67, 5, 5}, Region{-9, 0, 9, 9}, Region{5, 5, 0, 4}})
        EXPECT_THROW((void)Codec::cut(whole, outside), Error);
}

TEST(Cut, of_a_shrunk_view_is_in_pixels_of_the_frame) {
    Codec codec;
    const PixelsPtr view = codec.converted(open(codec, 640, 480, 2, 1, 4), Format::bgr24);
    const PixelsPtr part = Codec::cut(view, {101, 50, 40, 3});
    EXPECT_EQ(part->x, 100u);
    EXPECT_EQ(part->y, 48u);
    EXPECT_EQ(part->width, 11u);
    EXPECT_EQ(part->height, 2u);
    EXPECT_EQ(part->plane[0].data, view->plane[0].row(12) + 25 * 3);
}

TEST(Canvas, is_frozen_without_a_copy_and_its_memory_comes_back) {
    Codec codec;
    CanvasPtr canvas = codec.canvas(Format::i420, {33, 17});
    EXPECT_EQ(canvas->plane[1].width, 17u);
    EXPECT_EQ(canvas->plane[2].height, 9u);
    canvas->plane[0].row(16)[32] = 201;
    const std::uint8_t* const data = canvas->plane[0].data;
    PixelsPtr pixels = Codec::freeze(std::move(canvas));
    EXPECT_EQ(pixels->plane[0].data, data);
    EXPECT_EQ(pixels->plane[0].row(16)[32], 201);
    const std::size_t mapped = codec.mapped_bytes();
    pixels = nullptr;
    EXPECT_EQ(codec.canvas(Format::i420, {33, 17})->plane[0].data, data);
    EXPECT_EQ(codec.mapped_bytes(), mapped);
    EXPECT_THROW((void)codec.canvas(Format::yuyv, {8, 8}), Error);
    EXPECT_THROW((void)codec.canvas(Format::gray, {0, 8}), Error);
}

TEST(Canvas, a_copy_has_the_same_shapes_and_leaves_the_picture_alone) {
    Codec codec;
    const PixelsPtr part = Codec::cut(open(codec, 101, 67, 2, 1), {10, 20, 30, 40});
    const Samples before = samples(part->plane[1]);
    CanvasPtr canvas = codec.copy(*part);
    EXPECT_EQ(canvas->x, 10u);
    EXPECT_EQ(canvas->y, 20u);
    for (std::uint32_t y = 0; y < canvas->plane[1].height; ++y)
        std::memset(canvas->plane[1].row(y), 3, canvas->plane[1].width);
    EXPECT_EQ(samples(part->plane[1]), before);
    const PixelsPtr drawn = Codec::freeze(std::move(canvas));
    EXPECT_EQ(samples(drawn->plane[0]), samples(part->plane[0]));
    EXPECT_THAT(samples(drawn->plane[1]), testing::Each(3));
    EXPECT_EQ(drawn->plane[1].width, part->plane[1].width);
}

}  // namespace
}  // namespace sluice::test
