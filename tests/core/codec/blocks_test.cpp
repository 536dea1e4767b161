#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "codec/damage.hpp"
#include "codec/jpeg_block_tools.hpp"
#include "tests/core/codec/plain_blocks.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::test {
namespace {

using Jpeg = std::vector<std::byte>;
using testing::HasSubstr;

class Blocks : public testing::Test {
protected:
    CoefficientEditPtr read(const Jpeg& jpeg, Size expected = {}) {
        return tools_.read(jpeg, expected, 10'000'000, pixels_);
    }
    Jpeg write(const Coefficients& blocks) {
        const Bytes bytes = tools_.write(blocks, bytes_);
        return {bytes.view().begin(), bytes.view().end()};
    }
    Jpeg passed(const Jpeg& jpeg) { return write(*read(jpeg)); }

    BufferPool pixels_, bytes_;
    JpegBlockTools tools_;
};

std::size_t find(const Jpeg& jpeg, unsigned marker) {
    for (std::size_t i = 0; i + 1 < jpeg.size(); ++i)
        if (jpeg[i] == std::byte{0xff} && jpeg[i + 1] == static_cast<std::byte>(marker)) return i;
    return jpeg.size();
}
Jpeg scan_of(const Jpeg& jpeg) { return {jpeg.begin() + static_cast<std::ptrdiff_t>(find(jpeg, 0xda)), jpeg.end()}; }
bool contains(const Jpeg& jpeg, std::string_view text) {
    return std::string_view(reinterpret_cast<const char*>(jpeg.data()), jpeg.size()).find(text) !=
           std::string_view::npos;
}
Jpeg without(Jpeg jpeg, unsigned marker) {
    for (std::size_t at = find(jpeg, marker); at < jpeg.size(); at = find(jpeg, marker)) {
        const auto begin = jpeg.begin() + static_cast<std::ptrdiff_t>(at);
        jpeg.erase(begin, begin + 2 + std::to_integer<int>(jpeg[at + 2]) * 256 + std::to_integer<int>(jpeg[at + 3]));
    }
    return jpeg;
}

std::vector<JpegSpec> usual() {
    std::vector<JpegSpec> specs;
    for (const Size size : {Size{320, 240}, Size{317, 237}, Size{8, 8}, Size{1, 1}, Size{33, 17}})
        for (const auto& [h, v] : {std::pair{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}})
            for (const bool gray : {false, true}) {
                JpegSpec spec;
                spec.width = size.width;
                spec.height = size.height;
                spec.h = h;
                spec.v = v;
                spec.gray = gray;
                specs.push_back(spec);
            }
    return specs;
}
Jpeg picture(unsigned number = 0) {
    JpegSpec spec;
    spec.width = 317;
    spec.height = 237;
    spec.picture = number;
    return make_jpeg(spec);
}

TEST_F(Blocks, come_out_as_the_camera_sent_them) {
    for (JpegSpec spec : usual())
        for (const int restart_rows : {0, 1, 3}) {
            spec.restart_rows = restart_rows;
            for (const bool without_huffman : {false, true}) {
                spec.without_huffman = without_huffman;
                const Jpeg jpeg = make_jpeg(spec);
                EXPECT_EQ(scan_of(passed(jpeg)), scan_of(jpeg))
                    << spec.width << "x" << spec.height << " " << spec.h << spec.v << spec.gray << restart_rows;
            }
        }
}

TEST_F(Blocks, say_what_the_jpeg_is) {
    JpegSpec spec;
    spec.width = 317;
    spec.height = 237;
    spec.h = 2;
    spec.v = 1;
    const Jpeg jpeg = make_jpeg(spec);
    const CoefficientEditPtr edit = read(jpeg, {317, 237});
    EXPECT_EQ(edit->width(), 317u);
    EXPECT_EQ(edit->height(), 237u);
    EXPECT_EQ(edit->planes(), 3u);
    EXPECT_EQ(edit->mcu(), (Size{16, 8}));
    EXPECT_EQ(edit->plane(0).blocks_wide, 40u);
    EXPECT_EQ(edit->plane(0).blocks_high, 30u);
    EXPECT_EQ(edit->plane(1).blocks_wide, 20u);
    EXPECT_EQ(edit->blocks(0).size(), 40u * 30 * 64);
    const PlainBlocks plain = plain_blocks(jpeg);
    const JpegStyle style = JpegBlockTools::style_of(*edit);
    EXPECT_EQ(style.planes, 3u);
    for (std::uint32_t i = 0; i < 3; ++i) {
        EXPECT_TRUE(std::equal(plain.components[i].quantiser.begin(), plain.components[i].quantiser.end(),
                               edit->plane(i).quantiser));
        EXPECT_EQ(style.component[i].quantiser, plain.components[i].quantiser);
        EXPECT_EQ(style.component[i].h, i == 0 ? 2u : 1u);
        EXPECT_EQ(plain.components[i].blocks[64 * 7 + 3], edit->blocks(i)[64 * 7 + 3]);
    }
}

TEST_F(Blocks, are_the_same_however_they_were_coded) {
    const Jpeg jpeg = picture();
    JpegSpec fine, coarse;
    fine.quality = 100;
    coarse.quality = 1;
    fine.progressive = true;
    std::vector<Jpeg> odd = {make_jpeg(fine), make_jpeg(coarse)};
    odd.push_back(recoded(jpeg, {.optimised = true}));
    odd.push_back(recoded(jpeg, {.separate_scans = true}));
    odd.push_back(recoded(jpeg, {.optimised = true, .separate_scans = true}));
    odd.push_back(recoded(jpeg, {.arithmetic = true}));
    odd.push_back(recoded(jpeg, {.coarse = 40}));
    odd.push_back(recoded(jpeg, {.restart_interval = 7}));
    for (std::size_t i = 0; i < odd.size(); ++i) {
        const PlainBlocks made = plain_blocks(passed(odd[i]));
        EXPECT_EQ(made.warnings, 0) << i;
        EXPECT_STREQ(difference(made, plain_blocks(odd[i])), "") << i;
    }
}

TEST_F(Blocks, forget_the_tables_of_the_jpeg_before) {
    JpegSpec bare;
    bare.without_huffman = true;
    const Jpeg jpeg = make_jpeg(bare);
    const PlainBlocks expected = plain_blocks(jpeg);
    (void)passed(recoded(picture(), {.optimised = true}));
    EXPECT_STREQ(difference(plain_blocks(passed(jpeg)), expected), "");
    EXPECT_THROW((void)read(without(picture(), 0xdb)), Damage);
    EXPECT_STREQ(difference(plain_blocks(passed(jpeg)), expected), "");
}

TEST_F(Blocks, leave_out_what_else_the_camera_sent) {
    JpegSpec spec;
    spec.exif = true;
    const Jpeg jpeg = make_jpeg(spec);
    ASSERT_TRUE(contains(jpeg, "Exif"));
    EXPECT_FALSE(contains(passed(jpeg), "Exif"));
    EXPECT_FALSE(contains(passed(jpeg), "made for a test"));
}

TEST_F(Blocks, are_damaged_where_nothing_can_be_read) {
    const Jpeg jpeg = picture();
    EXPECT_THROW((void)read({}), Damage);
    EXPECT_THROW((void)read(Jpeg(jpeg.begin(), jpeg.begin() + 100)), Damage);
    EXPECT_THROW((void)read(without(jpeg, 0xdb)), Damage);  // no quantisers
    EXPECT_THROW((void)read(recoded(jpeg, {.endless = true})), Damage);
    Jpeg flat = jpeg;
    const std::size_t sof = find(flat, 0xc0);
    flat[sof + 5] = flat[sof + 6] = std::byte{0};  // its height only after the scan
    EXPECT_THROW((void)read(flat), Damage);
    try {
        (void)read(jpeg, {320, 240});
        ADD_FAILURE();
    } catch (const Damage& damage) {
        EXPECT_THAT(damage.what(), HasSubstr("317x237 in a frame of 320x240"));
    }
    EXPECT_THROW((void)tools_.read(jpeg, {317, 237}, 75'000, pixels_), Damage);
    EXPECT_EQ(scan_of(passed(jpeg)), scan_of(jpeg));
}

TEST_F(Blocks, of_a_cut_jpeg_are_whole_again) {
    Jpeg jpeg = picture();
    jpeg.resize(jpeg.size() * 6 / 10);
    const CoefficientEditPtr edit = read(jpeg);
    const PlainBlocks made = plain_blocks(write(*edit));
    EXPECT_EQ(made.warnings, 0);
    EXPECT_STREQ(difference(made, plain_blocks(jpeg)), "");
}

TEST_F(Blocks, there_are_none_of_other_colours) {
    JpegSpec rgb, cmyk;
    rgb.h = rgb.v = cmyk.h = cmyk.v = 1;
    rgb.rgb = true;
    cmyk.cmyk = true;
    EXPECT_EQ(read(make_jpeg(rgb)), nullptr);
    EXPECT_EQ(read(make_jpeg(cmyk)), nullptr);
    EXPECT_NE(read(picture()), nullptr);
}

TEST_F(Blocks, take_every_value_a_jpeg_can_hold) {
    // The source's own tables have no code for most of these.
    const Jpeg jpeg = recoded(picture(), {.optimised = true});
    const CoefficientEditPtr edit = read(jpeg);
    for (std::uint32_t i = 0; i < 3; ++i) {
        const std::span<std::int16_t> blocks = edit->edit(i);
        for (std::size_t k = 0; k < blocks.size(); ++k)
            blocks[k] = static_cast<std::int16_t>(k % 64 == 0 ? (k / 64 % 2 ? -1024 : 1023)
                                                              : static_cast<int>(k * 37 % 2047) - 1023);
    }
    const CoefficientEditPtr again = read(write(*edit));
    for (std::uint32_t i = 0; i < 3; ++i) {  // what lies beyond the picture is not kept
        const PlainBlocks plain = plain_blocks(write(*edit));
        for (std::uint32_t y = 0; y < plain.components[i].high; ++y)
            for (std::uint32_t k = 0; k < plain.components[i].wide * 64; ++k)
                ASSERT_EQ(plain.components[i].blocks[y * plain.components[i].wide * 64 + k],
                          edit->blocks(i)[y * edit->plane(i).blocks_wide * 64 + k]);
    }
}

TEST_F(Blocks, with_values_no_jpeg_can_hold_are_written_with_the_nearest) {
    const CoefficientEditPtr edit = read(picture());
    const std::span<std::int16_t> blocks = edit->edit(0);
    const std::vector<std::int16_t> before(blocks.begin(), blocks.end());
    blocks[0] = -32768;
    blocks[64] = 32767;
    blocks[128 + 5] = 2000;
    blocks[192 + 63] = -1024;
    const PlainBlocks plain = plain_blocks(write(*edit));
    EXPECT_EQ(plain.warnings, 0);
    EXPECT_EQ(plain.components[0].blocks[0], -1024);
    EXPECT_EQ(plain.components[0].blocks[64], 1023);
    EXPECT_EQ(plain.components[0].blocks[128 + 5], 1023);
    EXPECT_EQ(plain.components[0].blocks[192 + 63], -1023);
    EXPECT_EQ(plain.components[0].blocks[256 + 1], before[256 + 1]);
    EXPECT_EQ(blocks[0], -32768) << "writing changes nothing";
}

TEST_F(Blocks, outside_a_covered_part_keep_every_bit) {
    const Jpeg jpeg = picture();
    const CoefficientEditPtr edit = read(jpeg);
    const CoefficientPlane plane = edit->plane(0);
    for (std::uint32_t y = 4; y < 9; ++y)
        for (std::uint32_t x = 10; x < 20; ++x) {
            const std::span<std::int16_t> block =
                edit->edit(0).subspan(std::size_t{64} * (y * plane.blocks_wide + x), 64);
            std::fill(block.begin(), block.end(), std::int16_t{0});
        }
    const PlainBlocks made = plain_blocks(write(*edit)), source = plain_blocks(jpeg);
    EXPECT_EQ(made.components[1], source.components[1]);
    EXPECT_EQ(made.components[2], source.components[2]);
    const PlainBlocks::Component &now = made.components[0], &before = source.components[0];
    for (std::uint32_t y = 0; y < now.high; ++y)
        for (std::uint32_t x = 0; x < now.wide; ++x)
            for (std::size_t k = 0; k < 64; ++k) {
                const std::size_t at = (std::size_t{y} * now.wide + x) * 64 + k;
                const bool covered = y >= 4 && y < 9 && x >= 10 && x < 20;
                ASSERT_EQ(now.blocks[at], covered ? 0 : before.blocks[at]) << x << "," << y;
            }
}

TEST_F(Blocks, keep_as_many_rows_between_restart_markers) {
    JpegSpec spec;
    spec.restart_rows = 2;
    spec.h = 2;
    spec.v = 1;
    const Jpeg jpeg = make_jpeg(spec);
    EXPECT_EQ(plain_blocks(passed(jpeg)).restart_interval, 80u);
    const CoefficientEditPtr edit = read(jpeg);
    edit->turn(Turn::rotate_90, false);
    EXPECT_EQ(plain_blocks(write(*edit)).restart_interval, 2u * 480 / 8);
    edit->crop({0, 0, 100, 100});
    EXPECT_EQ(plain_blocks(write(*edit)).restart_interval, 2u * 13);
    EXPECT_EQ(plain_blocks(passed(recoded(jpeg, {.restart_interval = 7}))).restart_interval, 7u);
}

TEST_F(Blocks, copied_are_others) {
    const Jpeg jpeg = picture();
    const CoefficientEditPtr edit = read(jpeg);
    const CoefficientEditPtr copy = tools_.copy(*edit, pixels_);
    EXPECT_EQ(write(*copy), write(*edit));
    edit->drop_chroma();
    edit->edit(0)[0] = 7;
    EXPECT_EQ(copy->planes(), 3u);
    EXPECT_EQ(scan_of(write(*copy)), scan_of(jpeg));
}

TEST_F(Blocks, of_others_are_refused) {
    class Foreign final : public Coefficients {
        std::uint32_t width() const noexcept override { return 8; }
        std::uint32_t height() const noexcept override { return 8; }
        std::uint32_t planes() const noexcept override { return 1; }
        CoefficientPlane plane(std::uint32_t) const noexcept override { return {}; }
        std::span<const std::int16_t> blocks(std::uint32_t) const noexcept override { return {}; }
        Size mcu() const noexcept override { return {8, 8}; }
        bool partial() const noexcept override { return false; }
    } const foreign;
    EXPECT_THROW((void)tools_.copy(foreign, pixels_), Error);
    EXPECT_THROW((void)tools_.write(foreign, bytes_), Error);
}

TEST_F(Blocks, outlive_the_tools_that_read_them) {
    const Jpeg jpeg = picture();
    CoefficientEditPtr edit;
    {
        JpegBlockTools tools;
        edit = tools.read(jpeg, {}, 10'000'000, pixels_);
    }
    edit->draw({0, 0, 50, 50}, [](Canvas&) {});
    EXPECT_EQ(scan_of(write(*edit)), scan_of(jpeg));
}

TEST_F(Blocks, are_an_error_where_memory_is_at_its_bound) {
    BufferPool one({1, 4u << 20}), tiny({4, 64u << 10});
    const Jpeg jpeg = picture();
    EXPECT_THROW((void)tools_.read(jpeg, {}, 10'000'000, tiny), Error);
    const CoefficientEditPtr edit = tools_.read(jpeg, {}, 10'000'000, one);
    const Jpeg before = write(*edit);
    EXPECT_THROW(edit->turn(Turn::rotate_270, true), Error);
    EXPECT_THROW(edit->draw({0, 0, 9, 9}, [](Canvas&) { ADD_FAILURE(); }), Error);
    EXPECT_THROW((void)tools_.copy(*edit, one), Error);
    EXPECT_EQ(edit->width(), 304u) << "trimmed, but not turned";
    EXPECT_THROW(edit->crop({304, 0, 5, 5}), Error);
    EXPECT_THROW(edit->crop({0, 0, 0, 5}), Error);
}

}  // namespace
}  // namespace sluice::test
