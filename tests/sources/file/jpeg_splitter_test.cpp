#include "sources/file/jpeg_splitter.hpp"

#include <gtest/gtest.h>

#include "tests/sources/file/tiny_jpeg.hpp"

namespace sluice::test {
namespace {

using replay::JpegSplit;
using replay::split_jpeg;

JpegSplit split(std::string_view text, bool last = true) { return split_jpeg(std::as_bytes(std::span(text)), last); }

TEST(JpegSplitter, thumbnails_do_not_end_a_picture) {
    const std::string one = tiny_jpeg("1", 320, 240);
    const JpegSplit found = split(one + tiny_jpeg("2"));
    EXPECT_EQ(found.kind, JpegSplit::Kind::picture);
    EXPECT_EQ(found.begin, 0u);
    EXPECT_EQ(found.end, one.size());
    EXPECT_EQ(found.width, 320u);
    EXPECT_EQ(found.height, 240u);
}

TEST(JpegSplitter, passes_over_what_lies_between) {
    const std::string junk(100, '\0');
    const std::string one = tiny_jpeg("1");
    const JpegSplit found = split(junk + "\xff\xd8 no\xff" + one);
    EXPECT_EQ(found.kind, JpegSplit::Kind::picture);
    EXPECT_EQ(found.end - found.begin, one.size());
}

TEST(JpegSplitter, every_cut_asks_for_more_and_at_the_end_is_damaged) {
    const std::string one = tiny_jpeg("1");
    for (std::size_t size = 3; size < one.size(); ++size) {
        const JpegSplit open = split(std::string_view(one).substr(0, size), false);
        EXPECT_EQ(open.kind, JpegSplit::Kind::more) << size;
        EXPECT_EQ(open.begin, 0u) << size;
        const JpegSplit last = split(std::string_view(one).substr(0, size), true);
        EXPECT_NE(last.kind, JpegSplit::Kind::picture) << size;
    }
}

TEST(JpegSplitter, several_scans_are_one_picture) {
    using namespace std::string_literals;
    std::string one = tiny_jpeg("1");
    one.resize(one.size() - 2);
    one += "\xff\xc4\x00\x03\x00"s + "\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00"s + "more\xff\xd9"s;
    EXPECT_EQ(split(one).end, one.size());
}

TEST(JpegSplitter, a_lost_end_costs_that_picture_only) {
    std::string cut = tiny_jpeg("1");
    cut.resize(cut.size() - 2);
    const std::string stream = cut + tiny_jpeg("2");
    const JpegSplit first = split(stream);
    ASSERT_EQ(first.kind, JpegSplit::Kind::damaged);
    EXPECT_EQ(first.end, cut.size());
    EXPECT_EQ(split(std::string_view(stream).substr(first.end)).kind, JpegSplit::Kind::picture);
}

TEST(JpegSplitter, no_picture_no_end) {
    EXPECT_EQ(split("").kind, JpegSplit::Kind::more);
    EXPECT_EQ(split("\xff\xd8").kind, JpegSplit::Kind::more);
    EXPECT_EQ(split(std::string(1000, '\xff')).kind, JpegSplit::Kind::more);
    EXPECT_EQ(split(std::string("\xff\xd8\xff\xe0\x00\x01 too short a length", 20)).kind, JpegSplit::Kind::damaged);
}

}  // namespace
}  // namespace sluice::test
