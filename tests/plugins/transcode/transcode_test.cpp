// transcode as it is shipped: the .so, through the gate.
#include <gmock/gmock.h>

#include <sluice/bench.hpp>

namespace sluice {
namespace {

using bench::FilterBench;
using testing::HasSubstr;

FilterBench load(const bench::Texts& texts) { return FilterBench::load(TRANSCODE, "transcode", texts); }

TEST(Transcode, MakesThatQualityFromTheSamePicture) {
    const Bytes picture = bench::test_picture(3, {1280, 720});
    FilterBench bench = load({{"quality", "40"}});
    const FramePtr in = bench.camera().jpeg(picture);
    const FramePtr out = bench.feed(in).at(0);
    EXPECT_LT(out->bytes().size(), picture.size() * 7 / 10);
    EXPECT_GT(bench::psnr(*bench::pixels(in, Format::i420), *bench::pixels(out, Format::i420)), 30);
    EXPECT_FALSE(out->info().original);
    EXPECT_EQ(out->info().captured, in->info().captured);
}

TEST(Transcode, KeepsToTheBudget) {
    for (const std::size_t budget : {60'000u, 40'000u, 20'000u}) {
        FilterBench bench = load({{"budget", std::to_string(budget) + "B"}});
        const FramePtr out = bench.feed_jpeg(bench::test_picture(3, {1280, 720})).at(0);
        EXPECT_LE(out->bytes().size(), budget);
        EXPECT_GT(out->bytes().size(), budget / 3);
    }
}

// Better a frame that is too large than none.
TEST(Transcode, ABudgetThatCannotBeKeptGivesTheLowestQuality) {
    FilterBench bench = load({{"budget", "1KiB"}}), lowest = load({{"quality", "5"}});
    const Bytes picture = bench::test_picture(3, {1280, 720});
    EXPECT_EQ(bench.feed_jpeg(picture).at(0)->bytes().size(), lowest.feed_jpeg(picture).at(0)->bytes().size());
}

TEST(Transcode, QualityIsTheUpperBoundOfABudget) {
    FilterBench with = load({{"quality", "40"}, {"budget", "10MiB"}}), without = load({{"quality", "40"}});
    EXPECT_EQ(with.feed_jpeg(bench::test_picture()).at(0)->bytes().size(), without.feed_jpeg(bench::test_picture()).at(0)->bytes().size());
}

TEST(Transcode, WhatIsWithinTheBudgetStaysTheCameras) {
    FilterBench bench = load({{"budget", "1MiB"}});
    const FramePtr in = bench.camera().jpeg(bench::test_picture());
    EXPECT_EQ(bench.feed(in).at(0), in);
    EXPECT_EQ(bench.counts().decodes, 0u);
}

TEST(Transcode, EncodesOnlyForWhoWantsBytes) {
    FilterBench bench = load({{"quality", "40"}});
    const FramePtr out = bench.feed_jpeg(bench::test_picture()).at(0);
    EXPECT_EQ(bench.counts().encodes, 0u);
    (void)out->bytes();
    EXPECT_EQ(bench.counts().encodes, 1u);
    EXPECT_EQ(bench.counts().decodes, 1u);
}

TEST(Transcode, OfAnothersPictureItAsksNoBytes) {
    FilterBench first = load({{"quality", "90"}}), second = load({{"budget", "1MiB"}});
    const FramePtr out = second.feed(first.feed_jpeg(bench::test_picture()).at(0)).at(0);
    EXPECT_EQ(first.counts().encodes, 0u);
    (void)out->bytes();
    EXPECT_EQ(first.counts().encodes + second.counts().encodes, 1u);
}

TEST(Transcode, MakesJpegsOfRawPictures) {
    FilterBench bench = load({{"quality", "80"}});
    const std::vector<std::byte> yuyv(320 * 240 * 2, std::byte{128});
    const FramePtr out = bench.feed_raw({Format::yuyv, {320, 240}}, yuyv).at(0);
    EXPECT_EQ(out->info().format, Format::jpeg);
    EXPECT_NEAR(bench::mean(*bench::pixels(out, Format::gray)), (128 - 16) * 255 / 219.0, 2);
}

TEST(Transcode, WantsOneOfTheTwo) {
    try {
        (void)load({});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("neither quality nor budget is written; write quality: 60, budget: 80KiB, or both"));
    }
}

}  // namespace
}  // namespace sluice
