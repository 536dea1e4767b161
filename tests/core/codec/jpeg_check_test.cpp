#include "codec/jpeg_check.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace sluice {
namespace {

using Block = std::vector<std::byte>;

void add(Block& block, std::initializer_list<unsigned> values) {
    for (unsigned value : values) block.push_back(static_cast<std::byte>(value));
}

Block header(unsigned sof = 0xc0, unsigned width = 640, unsigned height = 480) {
    Block block;
    add(block, {0xff, 0xd8});
    add(block, {0xff, 0xe0, 0x00, 0x04, 0xff, 0xd9});  // an APP0 that holds an EOI, as thumbnails do
    add(block, {0xff, 0xc4, 0x00, 0x03, 0x00});        // DHT: in the row of the frame headers, but none
    add(block, {0xff, 0xff, sof, 0x00, 0x0b, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0});
    return block;
}

Block picture(unsigned sof = 0xc0, unsigned width = 640, unsigned height = 480) {
    Block block = header(sof, width, height);
    add(block, {0xff, 0xda, 0x00, 0x08, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9});
    return block;
}

TEST(JpegCheck, tells_size_of_a_whole_picture) {
    const Block block = picture();
    const JpegCheck check = check_jpeg(block);
    EXPECT_EQ(check.verdict, JpegCheck::Verdict::ok);
    EXPECT_EQ(check.width, 640u);
    EXPECT_EQ(check.height, 480u);
    EXPECT_EQ(check.size, block.size());
}

TEST(JpegCheck, takes_every_kind_of_frame_header) {
    for (unsigned sof : {0xc0u, 0xc1u, 0xc2u, 0xc9u, 0xcau, 0xcfu}) EXPECT_EQ(check_jpeg(picture(sof)).verdict, JpegCheck::Verdict::ok) << sof;
    for (unsigned other : {0xc4u, 0xc8u, 0xccu}) EXPECT_EQ(check_jpeg(picture(other)).verdict, JpegCheck::Verdict::no_size) << other;
}

TEST(JpegCheck, cuts_padding_of_zeros_and_garbage) {
    const Block whole = picture();
    for (unsigned fill : {0x00u, 0xffu, 0xd9u, 0x5au})
        for (std::size_t padding : {1u, 2u, 511u, 4096u, 65000u}) {
            Block block = whole;
            block.insert(block.end(), padding, static_cast<std::byte>(fill));
            const JpegCheck check = check_jpeg(block);
            EXPECT_EQ(check.verdict, JpegCheck::Verdict::ok) << fill << " x " << padding;
            EXPECT_EQ(check.size, whole.size()) << fill << " x " << padding;
        }
}

TEST(JpegCheck, does_not_search_for_ever) {
    Block block = picture();
    block.insert(block.end(), 70'000, std::byte{0});
    EXPECT_EQ(check_jpeg(block).verdict, JpegCheck::Verdict::no_end);
}

TEST(JpegCheck, names_each_damage) {
    EXPECT_EQ(check_jpeg({}).verdict, JpegCheck::Verdict::empty);
    EXPECT_EQ(check_jpeg(Block(26)).verdict, JpegCheck::Verdict::too_short);
    EXPECT_EQ(check_jpeg(Block(5000)).verdict, JpegCheck::Verdict::no_start);
    EXPECT_EQ(check_jpeg(picture(0xc0, 0, 480)).verdict, JpegCheck::Verdict::no_size);
    EXPECT_EQ(check_jpeg(picture(0xc0, 640, 0)).verdict, JpegCheck::Verdict::no_size);
    EXPECT_EQ(check_jpeg(picture(0xc0, 65501, 480)).verdict, JpegCheck::Verdict::no_size);
    EXPECT_EQ(check_jpeg(picture(0xc0, 640, 65535)).verdict, JpegCheck::Verdict::no_size);
    EXPECT_EQ(check_jpeg(picture(0xc0, 65500, 65500)).verdict, JpegCheck::Verdict::ok);
    Block cut = picture();
    cut.pop_back();
    EXPECT_EQ(check_jpeg(cut).verdict, JpegCheck::Verdict::no_end);
    EXPECT_EQ(reason_of(JpegCheck::Verdict::no_end), "no end");
    EXPECT_EQ(reason_of(JpegCheck::Verdict::no_start), "no start");
    EXPECT_EQ(reason_of(JpegCheck::Verdict::too_short), "short");
    EXPECT_EQ(reason_of(JpegCheck::Verdict::empty), "empty");
    EXPECT_EQ(reason_of(JpegCheck::Verdict::no_size), "bad size");
}

TEST(JpegCheck, every_cut_of_a_picture_is_damaged) {
    const Block whole = picture();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_NE(check_jpeg(Block(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))).verdict, JpegCheck::Verdict::ok) << size;
}

TEST(JpegCheck, the_end_of_a_thumbnail_is_not_the_end) {
    Block block = header();
    add(block, {0xff, 0xda, 0x00, 0x08, 1, 1, 0, 0, 63, 0, 0x12, 0x34});
    EXPECT_EQ(check_jpeg(block).verdict, JpegCheck::Verdict::no_end);
}

TEST(JpegCheck, hostile_lengths_stay_inside) {
    for (unsigned length : {0u, 1u, 2u, 100u, 65535u}) {
        Block block;
        add(block, {0xff, 0xd8, 0xff, 0xc0, length >> 8, length & 255});
        block.resize(64, std::byte{0xff});
        EXPECT_NE(check_jpeg(block).verdict, JpegCheck::Verdict::ok) << length;
    }
}

}  // namespace
}  // namespace sluice
