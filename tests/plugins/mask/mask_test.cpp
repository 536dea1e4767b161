// mask as it is shipped: what it covers is gone, what it does not cover is the camera's, and in doubt no frame passes.
#include <gmock/gmock.h>

#include "tests/plugins/pictures.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using test::blocks_of;
using test::box;
using test::make_jpeg;
using test::sentence_of;
using testing::HasSubstr;

FilterBench load(const bench::Texts& texts) { return FilterBench::load(MASK, "mask", texts); }

// The MCUs that a region touches.
std::set<std::pair<int, int>> mcus_below(const Region& region, Size mcu) {
    const int wide = static_cast<int>(mcu.width), high = static_cast<int>(mcu.height);
    std::set<std::pair<int, int>> all;
    for (int y = region.y / high; y <= (region.y + region.height - 1) / high; ++y)
        for (int x = region.x / wide; x <= (region.x + region.width - 1) / wide; ++x) all.emplace(x, y);
    return all;
}

// The least and the greatest sample of a plane within a region.
std::pair<int, int> range_in(const Pixels& pixels, std::uint32_t plane, const Region& region) {
    int least = 255, most = 0;
    const auto& samples = pixels.plane[plane];
    const int wide = int((pixels.width + samples.width - 1) / samples.width);
    const int high = int((pixels.height + samples.height - 1) / samples.height);
    for (int y = region.y / high; y < (region.y + region.height) / high; ++y)
        for (int x = region.x / wide; x < (region.x + region.width) / wide; ++x) {
            least = std::min<int>(least, samples.row(std::uint32_t(y))[x]);
            most = std::max<int>(most, samples.row(std::uint32_t(y))[x]);
        }
    return {least, most};
}

void expect_covered(const FramePtr& frame, const Region& region, int luma, int tolerance = 2) {
    const PixelsPtr pixels = bench::pixels(frame, Format::i420);
    const auto [least, most] = range_in(*pixels, 0, region);
    EXPECT_NEAR(least, luma, tolerance);
    EXPECT_NEAR(most, luma, tolerance);
    for (std::uint32_t plane = 1; plane < pixels->planes; ++plane)
        EXPECT_EQ(range_in(*pixels, plane, region), (std::pair{128, 128}));
}

TEST(Mask, CoversTheRegionAndChangesNoOtherBlock) {
    const Region region{50, 34, 101, 77};
    for (const auto& [fill, luma] : {std::pair{"black", 0}, {"gray", 128}, {"white", 255}})
        for (const auto& [name, spec] : test::camera_jpegs()) {
            SCOPED_TRACE(name + " " + fill);
            FilterBench bench = load({{"regions", "[50, 34, 101, 77]"}, {"fill", fill}});
            const std::vector<std::byte> jpeg = make_jpeg(spec);
            const FramePtr out = bench.feed_jpeg(jpeg).at(0);
            const CoefficientsPtr before = blocks_of(jpeg), after = blocks_of(out);
            EXPECT_EQ(test::differing_mcus(*before, *after), mcus_below(region, before->mcu()));
            expect_covered(out, region, luma);
            EXPECT_EQ(bench.counts().decodes, 0u);
            EXPECT_EQ(bench.counts().block_reads, 1u);
            EXPECT_EQ(bench.counts().block_writes, 1u);
        }
}

TEST(Mask, CoversUpToThePicturesLastPixel) {
    FilterBench bench = load({{"regions", {"[0, 0, 317, 8]", "[300, 200, 17, 35]"}}});
    const FramePtr out = bench.feed_jpeg(make_jpeg({.width = 317, .height = 235})).at(0);
    const PixelsPtr luma = bench::pixels(out, Format::gray);
    EXPECT_EQ(range_in(*luma, 0, {0, 0, 317, 8}).second, 0);
    EXPECT_EQ(range_in(*luma, 0, {300, 200, 17, 35}).second, 0);
}

TEST(Mask, KeepsCoarseQuantisersWithinReach) {
    for (const int quality : {1, 10, 50, 100}) {
        FilterBench bench = load({{"regions", "[64, 64, 64, 64]"}, {"fill", "white"}});
        const FramePtr out = bench.feed_jpeg(make_jpeg({.quality = quality})).at(0);
        const int step = blocks_of(out)->plane(0).quantiser[0];
        expect_covered(out, {64, 64, 64, 64}, 255, 1 + step / 16);
    }
}

TEST(Mask, PixelatesCellsThatTellNothing) {
    for (const auto& [name, spec] : test::camera_jpegs()) {
        SCOPED_TRACE(name);
        FilterBench bench = load({{"regions", "[70, 70, 50, 50]"}, {"fill", "pixelate"}});
        const std::vector<std::byte> jpeg = make_jpeg(spec);
        const FramePtr out = bench.feed_jpeg(jpeg).at(0);
        const CoefficientsPtr before = blocks_of(jpeg), after = blocks_of(out);
        for (const auto& mcu : test::differing_mcus(*before, *after))
            EXPECT_EQ(mcus_below({64, 64, 64, 64}, before->mcu()).count(mcu), 1u) << mcu.first << " " << mcu.second;
        const PixelsPtr old = bench::pixels(bench.camera().jpeg(jpeg), Format::gray),
                        now = bench::pixels(out, Format::gray);
        for (const auto& [x, y] : {std::pair{64, 64}, {96, 64}, {64, 96}, {96, 96}}) {
            const auto [least, most] = range_in(*now, 0, {x, y, 32, 32});
            EXPECT_EQ(least, most) << "one colour in each cell";
            double sum = 0;
            for (int row = y; row < y + 32; ++row)
                for (int column = x; column < x + 32; ++column) sum += old->plane[0].row(std::uint32_t(row))[column];
            EXPECT_NEAR(least, sum / 1024, 2) << "its mean";
        }
    }
}

TEST(Mask, ANarrowRestIsNoCellOfItsOwn) {
    FilterBench bench = load({{"regions", "[300, 0, 28, 240]"}, {"fill", "pixelate"}});
    const FramePtr out = bench.feed_jpeg(make_jpeg({.width = 328, .height = 240})).at(0);
    const auto [least, most] = range_in(*bench::pixels(out, Format::gray), 0, {288, 0, 40, 32});
    EXPECT_EQ(least, most);
}

TEST(Mask, LeavesNoThumbnailBehind) {
    const std::vector<std::byte> jpeg = make_jpeg({.exif = true});
    const auto holds_exif = [](std::span<const std::byte> bytes) {
        return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find("Exif") !=
               std::string_view::npos;
    };
    ASSERT_TRUE(holds_exif(jpeg));
    FilterBench bench = load({{"regions", "[0, 0, 16, 16]"}});
    EXPECT_FALSE(holds_exif(bench.feed_jpeg(jpeg).at(0)->bytes().view()));
}

TEST(Mask, CoversRawPicturesInTheirPixels) {
    const Size size{640, 480};
    FilterBench bench = load({{"regions", "[101, 51, 33, 21]"}, {"fill", "white"}});
    const FramePtr out = bench.feed_raw({.size = size}, test::yuyv(size, 100)).at(0);
    const PixelsPtr pixels = bench::pixels(out, Format::i420);
    EXPECT_GE(range_in(*pixels, 0, {101, 51, 33, 21}).first, 250);
    EXPECT_LE(range_in(*pixels, 0, {0, 0, 640, 40}).second, 110);
    EXPECT_LE(range_in(*pixels, 0, {150, 0, 490, 480}).second, 110);
    EXPECT_EQ(bench.counts().block_reads, 0u);
    EXPECT_EQ(bench.counts().encodes, 1u);
    EXPECT_EQ(out->info().format, Format::jpeg);
}

TEST(Mask, PixelatesRawPicturesToo) {
    const Size size{640, 480};
    std::vector<std::byte> stripes = test::yuyv(size, 16);
    for (std::size_t i = 0; i < stripes.size(); i += 4) stripes[i] = std::byte{235};
    FilterBench bench = load({{"regions", "[64, 64, 64, 64]"}, {"fill", "pixelate"}, {"quality", "95"}});
    const FramePtr out = bench.feed_raw({.size = size}, stripes).at(0);
    const auto [least, most] = range_in(*bench::pixels(out, Format::gray), 0, {64, 64, 64, 64});
    EXPECT_NEAR(least, 128, 3);
    EXPECT_NEAR(most, 128, 3);
}

TEST(Mask, CoversBoxesAndABitMore) {
    FilterBench bench = load({{"boxes", "true"}, {"grow", "0.5"}});
    const std::vector<Box> boxes{box(100, 100, 40, 20), box(620, 470, 100, 100), box(-50, -50, 60, 60),
                                 box(700, 10, 5, 5)};
    const FramePtr out = bench.feed(test::with_note(bench.camera().jpeg(make_jpeg({})), "boxes", boxes)).at(0);
    expect_covered(out, {80, 90, 80, 40}, 0);
    expect_covered(out, {576, 432, 64, 48}, 0);
    expect_covered(out, {0, 0, 16, 16}, 0);
    EXPECT_EQ(bench::note<std::vector<Box>>(out, "boxes"), boxes);
}

TEST(Mask, LetsNothingPassThatNobodyLookedAt) {
    FilterBench bench = load({{"boxes", "true"}});
    const FramePtr frame = bench.camera().jpeg(make_jpeg({}));
    EXPECT_THAT(sentence_of([&] { (void)bench.feed(frame); }),
                HasSubstr("the frame has no boxes to cover; put a filter in front"));
    const FramePtr nothing_found = test::with_note(frame, "boxes", std::vector<Box>{});
    EXPECT_EQ(bench.feed(nothing_found).at(0), nothing_found);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THAT(sentence_of([&] {
                    (void)bench.feed(test::with_note(frame, "boxes", std::vector<Box>{box(nan, 0, 9, 9, "face")}));
                }),
                HasSubstr("the box of face lies nowhere"));
}

TEST(Mask, LetsNothingPassOfAnotherSize) {
    FilterBench bench = load({{"regions", "[0, 0, 64, 64]"}, {"made_for", "640x480"}});
    EXPECT_EQ(sentence_of([&] { (void)bench.feed_jpeg(make_jpeg({.width = 320, .height = 240})); }),
              "the regions are made for 640x480, and camera delivers 320x240; set the camera's size, or choose the "
              "regions anew "
              "and write made_for: 320x240");
    EXPECT_EQ(bench.feed_jpeg(make_jpeg({})).size(), 1u);
}

TEST(Mask, LetsNoChangeOfSizePassWithoutMadeForEither) {
    FilterBench bench = load({{"regions", "[0, 0, 64, 64]"}});
    EXPECT_EQ(bench.feed_jpeg(make_jpeg({})).size(), 1u);
    bench.new_epoch();
    EXPECT_THAT(sentence_of([&] { (void)bench.feed_jpeg(make_jpeg({.width = 320, .height = 240})); }),
                HasSubstr("the regions were taken for 640x480, and camera delivers 320x240"));
    FilterBench beyond = load({{"regions", "[0, 400, 64, 100]"}});
    EXPECT_THAT(sentence_of([&] { (void)beyond.feed_jpeg(make_jpeg({})); }),
                HasSubstr("the region [0, 400, 64, 100] reaches beyond the picture, and camera delivers 640x480"));
}

TEST(Mask, LetsNothingPassThatItCannotOpen) {
    FilterBench bench = load({{"regions", "[0, 0, 64, 64]"}});
    EXPECT_THAT(sentence_of([&] { (void)bench.feed_jpeg(make_jpeg({.cmyk = true})); }), testing::Not(""));
    std::vector<std::byte> broken = make_jpeg({});
    const std::array<std::byte, 2> quantisers{std::byte{0xff}, std::byte{0xdb}};
    std::search(broken.begin(), broken.end(), quantisers.begin(), quantisers.end())[1] =
        std::byte{0xe5};  // now they are APP5
    EXPECT_THAT(sentence_of([&] { (void)bench.feed_jpeg(broken); }), testing::Not(""));
    EXPECT_EQ(bench.counts().out, 0u);
}

// What was lost moves the rest: the face may stand beside its mask.
TEST(Mask, LetsNothingOfADamagedPicturePass) {
    FilterBench bench = load({{"regions", "[160, 100, 80, 300]"}, {"fill", "white"}});
    std::vector<std::byte> cut = make_jpeg({});
    cut.erase(cut.begin() + std::ptrdiff_t(cut.size() / 2), cut.end() - 2);
    EXPECT_THAT(sentence_of([&] { (void)bench.feed_jpeg(cut); }), HasSubstr("part of a JPEG was lost"));
    EXPECT_EQ(bench.counts().out, 0u);
}

TEST(Mask, SaysWhatIsWrongInItsParameters) {
    EXPECT_THAT(sentence_of([] { (void)load({}); }), HasSubstr("there is nothing to cover; write regions"));
    EXPECT_THAT(sentence_of([] {
                    (void)load({{"regions", "[0, 0, 0, 9]"}});
                }),
                HasSubstr("[0, 0, 0, 9] is not a region"));
    EXPECT_THAT(sentence_of([] {
                    (void)load({{"regions", "[600, 0, 64, 64]"}, {"made_for", "640x480"}});
                }),
                HasSubstr("[600, 0, 64, 64] reaches beyond 640x480"));
    EXPECT_THAT(sentence_of([] { (void)load({{"regions", "[0, 0, 9, 9]"}, {"fill", "blak"}}); }), HasSubstr("black"));
}

TEST(Mask, DeclaresWhatThePlanMustKnow) {
    const FilterBench bench = load({{"regions", "[0, 0, 9, 9]"}});
    EXPECT_TRUE(bench.entry().guards);
    EXPECT_FALSE(bench.entry().reshapes);
    EXPECT_TRUE(bench.wishes().coefficients && bench.wishes().or_pixels);
    EXPECT_EQ(bench.wishes().pixels, std::vector<Wish>{{.format = Format::i420}});
}

}  // namespace
}  // namespace sluice
