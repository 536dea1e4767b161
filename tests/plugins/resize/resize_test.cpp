// resize as it is shipped: the .so, through the gate, on JPEGs as cameras send them.
#include <gmock/gmock.h>

#include "tests/plugins/noting.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using bench::note;
using test::box_at;
using test::make_jpeg;
using testing::HasSubstr;

FilterBench load(const bench::Texts& texts) { return FilterBench::load(RESIZE, "resize", texts); }
Size size_of(const FramePtr& frame) { return {frame->info().width, frame->info().height}; }

struct Case {
    const char *width, *height, *enlarge;
    Size from, to;
};

class ResizeTo : public testing::TestWithParam<Case> {};

TEST_P(ResizeTo, MakesThatSize) {
    const Case& given = GetParam();
    bench::Texts texts{{"enlarge", given.enlarge}};
    if (*given.width) texts.emplace("width", given.width);
    if (*given.height) texts.emplace("height", given.height);
    FilterBench bench = load(texts);
    const FramePtr out = bench.feed_jpeg(bench::test_picture(1, given.from)).at(0);
    EXPECT_EQ(size_of(out), given.to);
    const PixelsPtr pixels = bench::pixels(out, Format::i420);
    EXPECT_EQ((Size{pixels->width, pixels->height}), given.to);
    EXPECT_EQ(bench.counts().encodes, given.from == given.to ? 0u : 1u);
}

INSTANTIATE_TEST_SUITE_P(Sizes, ResizeTo,
                         testing::Values(Case{"320", "", "false", {1280, 720}, {320, 180}}, Case{"", "120", "false", {640, 480}, {160, 120}},
                                         Case{"300", "", "false", {640, 480}, {300, 225}}, Case{"100", "100", "false", {640, 480}, {100, 100}},
                                         Case{"800", "", "false", {640, 480}, {640, 480}}, Case{"800", "", "true", {640, 480}, {800, 600}},
                                         Case{"800", "100", "false", {640, 480}, {640, 100}}, Case{"1", "", "false", {640, 480}, {1, 1}},
                                         Case{"33", "", "false", {101, 67}, {33, 22}}, Case{"640", "480", "false", {640, 480}, {640, 480}}));

// What the decoder makes of the same picture at a half is the measure.
class ResizeSampling : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(ResizeSampling, LooksAsTheDecodersOwnHalf) {
    test::JpegSpec spec;
    spec.h = GetParam().first;
    spec.v = GetParam().second;
    for (const char* width : {"320", "319"}) {
        FilterBench bench = load({{"width", width}, {"height", "240"}, {"quality", "95"}});
        const FramePtr in = bench.camera().jpeg(make_jpeg(spec));
        const FramePtr out = bench.feed(in).at(0);
        if (size_of(out).width == 320) {
            EXPECT_GT(bench::psnr(*bench::pixels(out, Format::bgr24), *bench::pixels(in, Format::bgr24, 2)), 30);
        }
        for (const std::uint32_t plane : {0u, 1u, 2u})
            EXPECT_NEAR(bench::mean(*bench::pixels(out, Format::i420), plane), bench::mean(*bench::pixels(in, Format::i420), plane), 1) << plane;
    }
}

INSTANTIATE_TEST_SUITE_P(Samplings, ResizeSampling,
                         testing::Values(std::pair{2, 2}, std::pair{2, 1}, std::pair{1, 1}, std::pair{1, 2}, std::pair{4, 1}));

TEST(Resize, ReadsNoMorePixelsThanItTakes) {
    FilterBench bench = load({{"width", "320"}});
    ASSERT_THAT(bench.wishes().pixels, testing::SizeIs(1));
    EXPECT_EQ(bench.wishes().pixels[0].at_least, (Size{320, 0}));
    EXPECT_TRUE(bench.entry().reshapes);
    EXPECT_TRUE(bench.wishes().publishes);
}

TEST(Resize, EncodesOnlyForWhoWantsBytes) {
    FilterBench bench = load({{"width", "100"}});
    const FramePtr out = bench.feed_jpeg(bench::test_picture()).at(0);
    EXPECT_EQ(bench.counts().encodes, 0u);
    EXPECT_EQ(bench.counts().decodes, 1u);
    (void)out->bytes();
    (void)out->bytes();
    EXPECT_EQ(bench.counts().encodes, 1u);
    EXPECT_FALSE(out->info().original);
}

TEST(Resize, SmallerPicturesStayTheCameras) {
    FilterBench bench = load({{"width", "1280"}});
    const FramePtr in = bench.camera().jpeg(bench::test_picture());
    EXPECT_EQ(bench.feed(in).at(0), in);
    EXPECT_EQ(bench.counts().decodes, 0u);
}

TEST(Resize, TakesBoxesAlong) {
    FilterBench bench = load({{"width", "320"}, {"height", "120"}});
    test::Noting noting;
    const FramePtr in = noting.on(noting.on(bench.camera().jpeg(bench::test_picture()), "motion", 0.5), "faces",
                                  std::vector<Box>{box_at(64, 48, 32, 16, "face")});
    const FramePtr out = bench.feed(in).at(0);
    EXPECT_EQ(note<std::vector<Box>>(out, "faces"), std::vector<Box>{box_at(32, 12, 16, 4, "face")});
    EXPECT_EQ(note<double>(out, "motion"), 0.5);
    EXPECT_EQ(note<std::vector<Box>>(in, "faces")[0].x, 64);
}

TEST(Resize, QualityIsAsWritten) {
    const auto bytes = [](const char* quality) {
        FilterBench bench = load({{"width", "320"}, {"quality", quality}});
        return bench.feed_jpeg(bench::test_picture()).at(0)->bytes().size();
    };
    EXPECT_LT(bytes("30"), bytes("60"));
    EXPECT_LT(bytes("60"), bytes("95"));
}

TEST(Resize, GrayPicturesStayGray) {
    test::JpegSpec spec;
    spec.gray = true;
    spec.h = spec.v = 1;
    FilterBench bench = load({{"width", "200"}});
    const PixelsPtr pixels = bench::pixels(bench.feed_jpeg(make_jpeg(spec)).at(0), Format::i420);
    EXPECT_NEAR(bench::mean(*pixels, 1), 128, 0.5);
    EXPECT_NEAR(bench::mean(*pixels, 2), 128, 0.5);
}

TEST(Resize, WantsOneSideAtLeast) {
    try {
        (void)load({});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("neither width nor height is written; write one of them, or both"));
    }
}

}  // namespace
}  // namespace sluice
