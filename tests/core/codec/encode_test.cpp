#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <sluice/error.hpp>

#include "codec/codec.hpp"
#include "codec/jpeg_check.hpp"
#include "tests/core/codec/reference.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::test {
namespace {

using Samples = std::vector<std::uint8_t>;

JpegSpec spec(std::uint32_t width, std::uint32_t height, int h, int v, int quality = 90) {
    JpegSpec made;
    made.width = width;
    made.height = height;
    made.h = h;
    made.v = v;
    made.quality = quality;
    return made;
}

/// Two pictures' Y, U and V are the same but for what quantising twice does.
void expect_alike(const Pixels& a, const Pixels& b, double mean = 1.0) {
    ASSERT_EQ(a.planes, b.planes);
    for (std::uint32_t i = 0; i < a.planes; ++i) {
        EXPECT_EQ(a.plane[i].width, b.plane[i].width) << i;
        EXPECT_EQ(a.plane[i].height, b.plane[i].height) << i;
        EXPECT_LE(mean_difference(samples(a.plane[i]), samples(b.plane[i])), mean) << i;
    }
}

TEST(JpegStyle, is_read_from_the_header) {
    for (const bool gray : {false, true}) {
        JpegSpec made = spec(64, 48, 2, 1, 60);
        made.gray = gray;
        made.exif = true;
        const JpegStyle style = style_of(make_jpeg(made));
        ASSERT_EQ(style.planes, gray ? 1u : 3u);
        EXPECT_EQ(style.component[0].h, 2u);
        EXPECT_EQ(style.component[0].v, 1u);
        // T.81 table K.1 at quality 60: (step * 80 + 50) / 100.
        EXPECT_EQ(style.component[0].quantiser[0], 13);
        EXPECT_EQ(style.component[0].quantiser[1], 9);
        EXPECT_EQ(style.component[0].quantiser[8], 10);
        EXPECT_EQ(style.component[0].quantiser[63], 79);
        EXPECT_EQ(style.component[2].quantiser[63], gray ? 0 : 79);
    }
    JpegSpec rgb = spec(64, 48, 1, 1), cmyk = rgb;
    rgb.rgb = true;
    cmyk.cmyk = true;
    EXPECT_EQ(style_of(make_jpeg(rgb)).planes, 0u);
    EXPECT_EQ(style_of(make_jpeg(cmyk)).planes, 0u);
    const std::vector<std::byte> jpeg = make_jpeg(spec(64, 48, 2, 2));
    for (std::size_t size = 0; size < 200; ++size) {  // cut anywhere in its tables: its own block for sanitizers
        const std::vector<std::byte> cut(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_EQ(style_of(cut).planes, 0u);
    }
}

TEST(Encode, i420_keeps_sampling_size_and_tables_of_the_camera) {
    Codec codec;
    for (const auto& [h, v] : std::array<std::array<int, 2>, 5>{{{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}}})
        for (const Size& size : std::array<Size, 3>{{{1, 1}, {64, 48}, {213, 117}}}) {
            SCOPED_TRACE(std::to_string(h) + ":" + std::to_string(v) + " " + std::to_string(size.width));
            const std::vector<std::byte> jpeg = make_jpeg(spec(size.width, size.height, h, v));
            const JpegStyle style = style_of(jpeg);
            const PixelsPtr pixels = codec.decode(jpeg, size, 1, true);
            const Bytes made = codec.encode(*pixels, style, {});
            EXPECT_EQ(check_jpeg(made.view()).size, made.size());
            const JpegStyle again = style_of(made.view());
            EXPECT_EQ(again.component[0].h, style.component[0].h);
            EXPECT_EQ(again.component[0].v, style.component[0].v);
            for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(again.component[i].quantiser, style.component[i].quantiser);
            EXPECT_EQ(reference(made.view(), 1, true).warnings, 0);
            expect_alike(*codec.decode(made.view(), size, 1, true), *pixels);
        }
}

TEST(Encode, gray_and_rgb) {
    Codec codec;
    const std::vector<std::byte> jpeg = make_jpeg(spec(213, 117, 2, 1));
    const JpegStyle style = style_of(jpeg);
    const PixelsPtr i420 = codec.decode(jpeg, {}, 1, true);
    const Bytes gray = codec.encode(*codec.converted(i420, Format::gray), style, {});
    EXPECT_EQ(style_of(gray.view()).planes, 1u);
    EXPECT_LE(mean_difference(reference(gray.view(), 1, false).y, samples(i420->plane[0])), 1.0);
    for (const Format format : {Format::bgr24, Format::rgb24}) {
        const PixelsPtr coloured = codec.converted(i420, format);
        const Bytes made = codec.encode(*coloured, style, {});
        expect_alike(*codec.decode(made.view(), {213, 117}, 1, true), *i420, 2.0);
        EXPECT_EQ(style_of(codec.encode(*coloured, {}, {}).view()).component[0].v, 2u);
    }
}

TEST(Encode, what_lies_beyond_a_cut_does_not_leak) {
    Codec codec;
    CanvasPtr canvas = codec.canvas(Format::i420, {64, 64});
    for (std::size_t i = 0; i < 3; ++i)
        for (std::uint32_t y = 0; y < canvas->plane[i].height; ++y)
            std::memset(canvas->plane[i].row(y), i ? 128 : 90, canvas->plane[i].width);
    for (std::uint32_t y = 0; y < 64; ++y) std::memset(canvas->plane[0].row(y) + 22, 255, 42);
    const PixelsPtr part = Codec::cut(Codec::freeze(std::move(canvas)), {0, 0, 22, 22});
    std::vector<std::byte> jpeg;
    const Bytes made = codec.encode(*part, {}, {100, 0});
    jpeg.assign(made.view().begin(), made.view().end());
    // The header says 24 x 24: what the last blocks hold comes to light.
    for (std::size_t i = 0; i + 9 < jpeg.size(); ++i)
        if (jpeg[i] == std::byte{0xff} && jpeg[i + 1] == std::byte{0xc0}) jpeg[i + 6] = jpeg[i + 8] = std::byte{24};
    EXPECT_THAT(reference(jpeg, 1, false).y, testing::Each(testing::AllOf(testing::Ge(88), testing::Le(92))));
}

TEST(Encode, bt709_becomes_what_every_viewer_expects) {
    Codec codec;
    auto pixels = std::make_shared<Pixels>(*codec.decode(make_jpeg(spec(64, 48, 1, 1)), {}, 1, true));
    pixels->matrix = Matrix::bt709;
    const PixelsPtr expected = codec.converted(pixels, Format::rgb24);
    const JpegStyle style = style_of(make_jpeg(spec(64, 48, 1, 1)));
    const PixelsPtr made = codec.decode(codec.encode(*pixels, style, {95, 0}).view(), {}, 1, true);
    EXPECT_LE(
        mean_difference(samples(codec.converted(made, Format::rgb24)->plane[0], 3), samples(expected->plane[0], 3)),
        3.0);
}

// Pictures of one camera are alike: the next search begins where the last one ended, and follows the scene up and down.
TEST(Encode, a_budget_remembers_what_kept_to_it) {
    Codec codec;
    FittedQuality fitted = 0;
    const auto encode = [&](unsigned picture, std::uint64_t budget) {
        const PixelsPtr pixels = codec.decode(make_jpeg({.width = 320, .height = 240, .picture = picture}), {}, 1, true);
        return codec.encode(*pixels, {}, {0, budget}, &fitted).size();
    };
    EXPECT_LE(encode(0, 9'000), 9'000u);
    const std::uint32_t low = fitted;
    EXPECT_GT(low, 5u);
    EXPECT_LT(low, 85u);
    for (unsigned i = 1; i < 12; ++i) {
        const std::size_t size = encode(i, 9'000);
        EXPECT_LE(size, 9'000u);
        EXPECT_GT(size, 4'500u) << "it does not sink";
    }
    for (unsigned i = 0; i < 40; ++i) EXPECT_LE(encode(i, 16'000), 16'000u);
    EXPECT_GT(fitted, low) << "with more room it climbs";
    static_cast<void>(encode(0, 1'000'000));
    for (unsigned i = 0; i < 60; ++i) static_cast<void>(encode(i, 1'000'000));
    EXPECT_EQ(fitted, 0u) << "nothing to fit any more";
}

TEST(Encode, quality_and_budget) {
    Codec codec;
    const std::vector<std::byte> jpeg = make_jpeg(spec(320, 240, 2, 1));
    const JpegStyle style = style_of(jpeg);
    const PixelsPtr pixels = codec.decode(jpeg, {}, 1, true);
    const std::size_t best = codec.encode(*pixels, style, {95, 0}).size(),
                      good = codec.encode(*pixels, style, {50, 0}).size(),
                      least = codec.encode(*pixels, style, {5, 0}).size();
    EXPECT_GT(best, good);
    EXPECT_GT(good, least);
    EXPECT_EQ(style_of(codec.encode(*pixels, {}, {}).view()).component[0].quantiser,
              style_of(make_jpeg(spec(8, 8, 2, 2, 85))).component[0].quantiser);
    for (const std::uint32_t quality : {0u, 95u}) {
        const Bytes fits = codec.encode(*pixels, style, {quality, good});
        EXPECT_LE(fits.size(), good);
        EXPECT_GT(fits.size(), good * 8 / 10);
        EXPECT_EQ(reference(fits.view(), 1, true).warnings, 0);
        EXPECT_EQ(codec.encode(*pixels, style, {quality, 100}).size(), least);
    }
    EXPECT_EQ(codec.encode(*pixels, style, {50, good}).size(), good);
    EXPECT_LE(codec.encode(*pixels, style, {50, good - 1}).size(), good - 1);
}

TEST(Encode, odd_tables_and_shapes) {
    Codec codec;
    JpegStyle style = style_of(make_jpeg(spec(64, 48, 2, 2)));
    style.component[0].quantiser.fill(300);
    style.component[1].quantiser.fill(0);
    const PixelsPtr pixels = codec.decode(make_jpeg(spec(64, 48, 2, 2)), {}, 1, true);
    const JpegStyle made = style_of(codec.encode(*pixels, style, {}).view());
    EXPECT_THAT(made.component[0].quantiser, testing::Each(255));
    EXPECT_THAT(made.component[1].quantiser, testing::Each(1));
    EXPECT_EQ(made.component[2].quantiser, style.component[2].quantiser);

    auto uneven = std::make_shared<Pixels>(*pixels);  // chroma as no sampling factors have it
    uneven->plane[1].width = 20;
    const JpegStyle halved = style_of(codec.encode(*uneven, {}, {}).view());
    EXPECT_EQ(halved.component[0].h, 2u);
    EXPECT_EQ(halved.component[0].v, 2u);
    auto wide = std::make_shared<Pixels>(*pixels);
    wide->width = 70000;
    EXPECT_THROW((void)codec.encode(*wide, {}, {}), Error);
}

TEST(Codec, serves_several_threads_at_once) {
    Codec codec;
    const std::vector<std::byte> jpeg = make_jpeg(spec(160, 120, 2, 1));
    const JpegStyle style = style_of(jpeg);
    const PixelsPtr once = codec.decode(jpeg, {}, 1, true);
    const Bytes made = codec.encode(*once, style, {});
    std::vector<std::thread> threads;
    std::array<int, 4> same{};
    for (int& count : same)
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                const PixelsPtr pixels = codec.decode(jpeg, {}, 1, true);
                const Bytes bytes = codec.encode(*pixels, style, {});
                count += std::ranges::equal(bytes.view(), made.view());
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(same, testing::Each(25));
}

}  // namespace
}  // namespace sluice::test
