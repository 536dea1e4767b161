#include "codec/jpeg_dht.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "codec/codec.hpp"
#include "codec/jpeg_check.hpp"
#include "codec/jpeg_scan_check.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using Jpeg = std::vector<std::byte>;

unsigned value(std::byte byte) { return std::to_integer<unsigned>(byte); }

/// What all segments of that marker before the first scan hold, one behind the other.
Jpeg contents_of(const Jpeg& jpeg, unsigned marker) {
    Jpeg contents;
    for (std::size_t i = 2; value(jpeg[i + 1]) != 0xda;) {
        const std::size_t end = i + 2 + value(jpeg[i + 2]) * 256 + value(jpeg[i + 3]);
        if (value(jpeg[i + 1]) == marker)
            contents.insert(contents.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(i + 4), jpeg.begin() + static_cast<std::ptrdiff_t>(end));
        i = end;
    }
    return contents;
}

std::size_t place_of(const Jpeg& jpeg, unsigned marker) {
    for (std::size_t i = 0; i + 1 < jpeg.size(); ++i)
        if (value(jpeg[i]) == 0xff && value(jpeg[i + 1]) == marker) return i;
    ADD_FAILURE() << "no such marker";
    return 0;
}

Jpeg with_tables(const Jpeg& jpeg) {
    Jpeg out(jpeg.size() + standard_dht().size());
    EXPECT_EQ(copy_with_dht(jpeg, find_missing_dht(jpeg), out), out.size());
    return out;
}

TEST(StandardDht, IsWhatLibjpegWritesAsTheStandardTables) {
    const std::span<const std::byte> segment = standard_dht();
    ASSERT_EQ(segment.size(), 420u);
    EXPECT_EQ(value(segment[0]) << 8 | value(segment[1]), 0xffc4u);
    EXPECT_EQ(value(segment[2]) << 8 | value(segment[3]), 418u);
    const Jpeg made = contents_of(test::make_jpeg({}), 0xc4);
    EXPECT_TRUE(std::ranges::equal(segment.subspan(4), made)) << "DC 0, AC 0, DC 1, AC 1";
}

TEST(FindMissingDht, IsInFrontOfTheScanOfABaselineJpegWithoutTables) {
    const Jpeg bare = test::make_jpeg({.without_huffman = true, .exif = true});
    const std::size_t at = find_missing_dht(bare);
    ASSERT_GT(at, 0u);
    EXPECT_EQ(value(bare[at]) << 8 | value(bare[at + 1]), 0xffdau);
    EXPECT_EQ(find_missing_dht(with_tables(bare)), 0u) << "once is enough";
}

TEST(FindMissingDht, IsNowhereInOthers) {
    EXPECT_EQ(find_missing_dht(test::make_jpeg({})), 0u);
    EXPECT_EQ(find_missing_dht(test::make_jpeg({.progressive = true})), 0u);
    EXPECT_EQ(find_missing_dht(test::make_jpeg({.progressive = true, .without_huffman = true})), 0u);
    EXPECT_EQ(find_missing_dht({}), 0u);
    EXPECT_EQ(find_missing_dht(Jpeg(3, std::byte{0xff})), 0u);
    // An arithmetic one has no Huffman tables and needs none.
    Jpeg arithmetic = test::make_jpeg({.without_huffman = true});
    const std::size_t frame = place_of(arithmetic, 0xc0);
    arithmetic[frame + 1] = std::byte{0xc9};
    EXPECT_EQ(find_missing_dht(arithmetic), 0u);
    arithmetic[frame + 1] = std::byte{0xc1};
    EXPECT_GT(find_missing_dht(arithmetic), 0u) << "extended sequential is Huffman coded";
}

TEST(FindMissingDht, NeverLooksBeyondACut) {
    const Jpeg bare = test::make_jpeg({.width = 32, .height = 16, .without_huffman = true});
    const std::size_t at = find_missing_dht(bare);
    for (std::size_t size = 0; size < bare.size(); ++size) {
        const Jpeg cut(bare.begin(), bare.begin() + static_cast<std::ptrdiff_t>(size));
        const std::size_t found = find_missing_dht(cut);
        EXPECT_TRUE(found == 0 || found == at) << size;
    }
}

// The tables were left out, so with them it is, byte for byte but for their segments, the picture again.
TEST(CopyWithDht, MakesAPictureThatIsWholeAndTheSame) {
    for (const auto& [h, v] : std::vector<std::pair<int, int>>{{2, 2}, {2, 1}, {1, 1}, {4, 1}}) {
        test::JpegSpec spec{.width = 120, .height = 72, .h = h, .v = v, .restart_rows = h == 2 ? 1 : 0};
        const Jpeg complete = test::make_jpeg(spec);
        spec.without_huffman = true;
        const Jpeg inserted = with_tables(test::make_jpeg(spec));
        EXPECT_EQ(check_jpeg(inserted).verdict, JpegCheck::Verdict::ok);
        EXPECT_EQ(check_jpeg(inserted).size, inserted.size());
        EXPECT_EQ(check_jpeg_markers(inserted), inserted.size());
        EXPECT_EQ(contents_of(inserted, 0xc4), contents_of(complete, 0xc4));
        const auto scan_of = [](const Jpeg& jpeg) {
            return Jpeg(jpeg.begin() + static_cast<std::ptrdiff_t>(place_of(jpeg, 0xda)), jpeg.end());
        };
        EXPECT_EQ(scan_of(inserted), scan_of(complete));
    }
}

}  // namespace
}  // namespace sluice
