#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <sluice/error.hpp>

#include "codec/codec.hpp"
#include "codec/damage.hpp"
#include "tests/core/codec/reference.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::test {
namespace {

constexpr std::array<std::uint32_t, 4> shrinks = {1, 2, 4, 8};

std::string told_by(auto&& action) {
    try {
        action();
    } catch (const Damage& damage) {
        return std::string("damage: ") + damage.what();
    } catch (const Error& error) {
        return std::string("error: ") + error.what();
    }
    return "nothing";
}

JpegSpec spec(std::uint32_t width, std::uint32_t height, int h, int v) {
    JpegSpec made;
    made.width = width;
    made.height = height;
    made.h = h;
    made.v = v;
    return made;
}

/// Both views at each shrink hold what libjpeg's plain interface gives, sample by sample.
void expect_decoded(Codec& codec, const JpegSpec& made) {
    SCOPED_TRACE(std::to_string(made.width) + "x" + std::to_string(made.height) + " " + std::to_string(made.h) + ":" +
                 std::to_string(made.v) + (made.gray ? " gray" : ""));
    const std::vector<std::byte> jpeg = make_jpeg(made);
    for (const std::uint32_t shrink : shrinks) {
        SCOPED_TRACE("1/" + std::to_string(shrink));
        const PixelsPtr gray = codec.decode(jpeg, {made.width, made.height}, shrink, false);
        const PixelsPtr i420 = codec.decode(jpeg, {made.width, made.height}, shrink, true);
        const Reference expected = reference(jpeg, shrink, true);
        ASSERT_EQ(gray->width, (made.width + shrink - 1) / shrink);
        ASSERT_EQ(gray->height, (made.height + shrink - 1) / shrink);
        EXPECT_EQ(gray->shrink, shrink);
        EXPECT_EQ(gray->planes, 1u);
        EXPECT_EQ(i420->planes, 3u);
        EXPECT_EQ(samples(gray->plane[0]), reference(jpeg, shrink, false).y);
        EXPECT_EQ(samples(i420->plane[0]), samples(gray->plane[0]));
        if (made.gray) {
            for (std::size_t i : {1u, 2u}) {
                EXPECT_EQ(i420->plane[i].width, (i420->width + 1) / 2);
                EXPECT_EQ(i420->plane[i].height, (i420->height + 1) / 2);
                for (const std::uint8_t sample : samples(i420->plane[i])) ASSERT_EQ(sample, 128);
            }
        } else {
            EXPECT_EQ(spread(i420->plane[1], i420->width, i420->height), expected.cb);
            EXPECT_EQ(spread(i420->plane[2], i420->width, i420->height), expected.cr);
        }
    }
}

TEST(Decode, every_sampling_and_size_at_each_shrink) {
    Codec codec;
    constexpr std::array<std::array<int, 2>, 5> samplings = {{{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}}};
    constexpr std::array<Size, 5> sizes = {{{1, 1}, {8, 8}, {17, 33}, {160, 120}, {637, 477}}};
    for (const auto& [h, v] : samplings)
        for (const Size& size : sizes) expect_decoded(codec, spec(size.width, size.height, h, v));
}

TEST(Decode, gray_also_with_sampling_factors_that_mean_nothing) {
    Codec codec;
    for (const auto& [h, v] : std::array<std::array<int, 2>, 3>{{{1, 1}, {2, 2}, {2, 1}}}) {
        JpegSpec made = spec(149, 91, h, v);
        made.gray = true;
        expect_decoded(codec, made);
    }
}

TEST(Decode, restarts_progressive_exif_and_missing_huffman_tables) {
    Codec codec;
    JpegSpec restarts = spec(200, 120, 2, 1), progressive = restarts, exif = restarts, short_one = restarts;
    restarts.restart_rows = 1;
    progressive.progressive = true;
    exif.exif = true;
    short_one.without_huffman = true;
    for (const JpegSpec& made : {restarts, progressive, exif, short_one, progressive, restarts})
        expect_decoded(codec, made);
}

TEST(Decode, a_shrink_is_the_mean_of_the_whole_picture_within_a_level) {
    Codec codec;
    const std::vector<std::byte> jpeg = make_jpeg(spec(640, 480, 2, 1));
    const PixelsPtr whole = codec.decode(jpeg, {640, 480}, 1, true);
    for (const std::uint32_t shrink : {2u, 4u, 8u}) {
        const PixelsPtr decoded = codec.decode(jpeg, {640, 480}, shrink, true);
        const PixelsPtr mean = codec.shrunk(whole, shrink);
        ASSERT_EQ(mean->plane[1].width, decoded->plane[1].width);
        EXPECT_EQ(mean->shrink, shrink);
        for (std::uint32_t i = 0; i < 3; ++i)  // of a picture that does not go beyond black and white
            EXPECT_LE(most_difference(samples(mean->plane[i]), samples(decoded->plane[i])), 1) << "1/" << shrink;
    }
}

TEST(Decode, tables_of_the_frame_before_are_forgotten) {
    Codec codec;
    JpegSpec own = spec(160, 120, 2, 1);
    own.progressive = true;  // optimised Huffman tables
    JpegSpec none = spec(160, 120, 2, 1);
    none.without_huffman = true;
    const std::vector<std::byte> first = make_jpeg(own), second = make_jpeg(none);
    const std::vector<std::uint8_t> expected = reference(second, 1, false).y;
    for (int i = 0; i < 3; ++i) {
        (void)codec.decode(first, {160, 120}, 1, true);
        EXPECT_EQ(samples(codec.decode(second, {160, 120}, 1, true)->plane[0]), expected);
    }
    std::vector<std::byte> without = make_jpeg(own);
    for (std::size_t i = 2; i + 4 < without.size() && without[i + 1] != std::byte{0xda};) {  // DQT becomes APP9
        if (without[i + 1] == std::byte{0xdb}) without[i + 1] = std::byte{0xe9};
        i += 2 + std::to_integer<std::size_t>(without[i + 2]) * 256 + std::to_integer<std::size_t>(without[i + 3]);
    }
    EXPECT_THAT(told_by([&] { (void)codec.decode(without, {}, 1, true); }), testing::HasSubstr("damage: "));
}

TEST(Decode, the_middle_of_a_cut_picture_is_still_there) {
    Codec codec;
    const std::vector<std::byte> jpeg = make_jpeg(spec(320, 240, 2, 2));
    const std::span<const std::byte> cut = std::span(jpeg).first(jpeg.size() / 2);
    const PixelsPtr pixels = codec.decode(cut, {320, 240}, 1, true);
    const std::vector<std::uint8_t> top = samples(codec.decode(jpeg, {320, 240}, 1, false)->plane[0]);
    const std::vector<std::uint8_t> got = samples(pixels->plane[0]);
    EXPECT_TRUE(std::equal(got.begin(), got.begin() + 320 * 64, top.begin()));
    EXPECT_NE(got, top);
}

TEST(Decode, says_what_nobody_can_open) {
    Codec codec;
    JpegSpec cmyk = spec(64, 48, 1, 1), rgb = cmyk;
    cmyk.cmyk = true;
    rgb.rgb = true;
    EXPECT_THAT(told_by([&] { (void)codec.decode(make_jpeg(cmyk), {}, 1, true); }),
                testing::StartsWith("error: a CMYK JPEG; "));
    EXPECT_THAT(told_by([&] { (void)codec.decode(make_jpeg(rgb), {}, 1, true); }),
                testing::StartsWith("error: an RGB JPEG; "));
    const std::vector<std::byte> jpeg = make_jpeg(spec(64, 48, 2, 2));
    EXPECT_THAT(
        told_by([&] {
            (void)codec.decode(jpeg, {640, 480}, 1, true);
        }),
        testing::AllOf(testing::StartsWith("damage: "), testing::HasSubstr("64x48"), testing::HasSubstr("640x480")));
    EXPECT_THAT(told_by([&] { (void)codec.decode({}, {}, 1, true); }), testing::StartsWith("damage: "));
    std::vector<std::byte> flat = jpeg;  // height 0: "told later"
    for (std::size_t i = 0; i + 9 < flat.size(); ++i)
        if (flat[i] == std::byte{0xff} && flat[i + 1] == std::byte{0xc0}) flat[i + 5] = flat[i + 6] = std::byte{0};
    EXPECT_THAT(told_by([&] { (void)codec.decode(flat, {}, 1, true); }), testing::StartsWith("damage: "));
}

TEST(Decode, a_header_that_claims_too_much_is_refused) {
    Codec::Limits limits;
    limits.most_pixels = 100 * 100;
    Codec codec(limits);
    EXPECT_NO_THROW((void)codec.decode(make_jpeg(spec(100, 100, 2, 2)), {}, 1, true));
    EXPECT_THAT(told_by([&] { (void)codec.decode(make_jpeg(spec(101, 100, 2, 2)), {}, 1, true); }),
                testing::StartsWith("damage: "));
}

TEST(Decode, scans_without_end_are_refused) {
    Codec codec;
    JpegSpec progressive = spec(64, 48, 2, 2);
    progressive.progressive = true;
    const std::vector<std::byte> jpeg = make_jpeg(progressive);
    std::size_t last = 0;  // the last scan, up to EOI
    for (std::size_t i = 0; i + 1 < jpeg.size(); ++i)
        if (jpeg[i] == std::byte{0xff} && jpeg[i + 1] == std::byte{0xda}) last = i;
    const auto with_scans = [&](int more) {
        std::vector<std::byte> made(jpeg.begin(), jpeg.end() - 2);
        for (int i = 0; i < more; ++i)
            made.insert(made.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(last), jpeg.end() - 2);
        made.insert(made.end(), jpeg.end() - 2, jpeg.end());
        return made;
    };
    EXPECT_EQ(told_by([&] { (void)codec.decode(with_scans(50), {}, 1, true); }), "nothing");
    EXPECT_THAT(told_by([&] { (void)codec.decode(with_scans(100), {}, 1, true); }),
                testing::AllOf(testing::StartsWith("damage: "), testing::HasSubstr("100 scans")));
}

TEST(Decode, pixels_that_are_kept_bound_the_memory) {
    Codec::Limits limits;
    limits.pixels = {4, 64u << 20};
    Codec codec(limits);
    const std::vector<std::byte> jpeg = make_jpeg(spec(320, 240, 2, 2));
    std::vector<PixelsPtr> kept;
    for (int i = 0; i < 4; ++i) kept.push_back(codec.decode(jpeg, {320, 240}, 1, true));
    EXPECT_THAT(told_by([&] {
                    (void)codec.decode(jpeg, {320, 240}, 1, true);
                }),
                testing::StartsWith("error: no memory"));
    kept.pop_back();
    const std::size_t mapped = codec.mapped_bytes();
    for (int i = 0; i < 10; ++i) (void)codec.decode(jpeg, {320, 240}, 1, true);
    EXPECT_EQ(codec.mapped_bytes(), mapped);
}

}  // namespace
}  // namespace sluice::test
