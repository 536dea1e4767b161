// blur as it is shipped: the .so, through the gate.
#include <algorithm>
#include <cmath>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/plugins/noting.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using test::box_at;
using testing::HasSubstr;
using testing::SizeIs;

FilterBench load(bench::Texts texts) {
    texts.try_emplace("quality", "95");
    return FilterBench::load(BLUR, "blur", texts);
}

// How much neighbours differ within a part of the picture: what is there to recognise somebody by.
double detail(const FramePtr& frame, Region part) {
    const PixelsPtr pixels = bench::pixels(frame, Format::gray);
    double sum = 0;
    for (int y = part.y; y < part.y + part.height; ++y)
        for (int x = part.x; x + 1 < part.x + part.width; ++x)
            sum += std::abs(int(pixels->plane[0].row(std::uint32_t(y))[x]) - int(pixels->plane[0].row(std::uint32_t(y))[x + 1]));
    return sum / (part.height * (part.width - 1));
}

// The greatest difference of any sample outside of the part moved out by `border`.
int greatest_change(const FramePtr& a, const FramePtr& b, Region part, int border) {
    const PixelsPtr one = bench::pixels(a, Format::bgr24), other = bench::pixels(b, Format::bgr24);
    int greatest = 0;
    for (int y = 0; y < int(one->height); ++y)
        for (int x = 0; x < int(one->width); ++x) {
            if (x >= part.x - border && x < part.x + part.width + border && y >= part.y - border && y < part.y + part.height + border) continue;
            for (int c = 0; c < 3; ++c)
                greatest = std::max(greatest, std::abs(int(one->plane[0].row(std::uint32_t(y))[3 * x + c]) - int(other->plane[0].row(std::uint32_t(y))[3 * x + c])));
        }
    return greatest;
}

constexpr Region middle{200, 100, 161, 121};

TEST(Blur, LeavesNoDetailInARegionAndAllOfItElsewhere) {
    for (const auto& [h, v] : {std::pair{2, 2}, std::pair{2, 1}, std::pair{1, 1}}) {
        test::JpegSpec spec;
        spec.h = h;
        spec.v = v;
        FilterBench bench = load({{"regions", "[200, 100, 161, 121]"}, {"made_for", "640x480"}, {"quality", "camera"}});
        const FramePtr in = bench.camera().jpeg(test::make_jpeg(spec));
        const FramePtr out = bench.feed(in).at(0);
        EXPECT_GT(detail(in, middle), 4);
        EXPECT_LT(detail(out, middle), 1.5);
        EXPECT_LE(greatest_change(in, out, middle, 16), 8) << h << v;
    }
}

// Stripes finer than the dots are gone altogether, not only weaker.
TEST(Blur, NothingFinerThanItsDotsIsLeft) {
    FilterBench bench = load({});
    const Bytes stripes = bench::draw_picture(Format::gray, {320, 240}, [](Canvas& canvas) {
        for (std::uint32_t y = 0; y < 240; ++y)
            for (std::uint32_t x = 0; x < 320; ++x) canvas.plane[0].row(y)[x] = x / 8 % 2 ? 255 : 0;
    });
    const PixelsPtr pixels = bench::pixels(bench.feed_jpeg(stripes).at(0), Format::gray);
    for (std::uint32_t x = 0; x < 320; ++x) EXPECT_NEAR(pixels->plane[0].row(120)[x], 127, 24) << x;
}

TEST(Blur, WithoutRegionsItIsTheWholePicture) {
    FilterBench bench = load({});
    const FramePtr out = bench.feed_jpeg(bench::test_picture()).at(0);
    EXPECT_LT(detail(out, {0, 0, 640, 480}), 1);
    EXPECT_TRUE(bench.entry().guards);
}

TEST(Blur, FewerDotsAreStronger) {
    const auto left = [](const char* dots) {
        FilterBench bench = load({{"dots", dots}});
        return detail(bench.feed_jpeg(bench::test_picture()).at(0), {0, 0, 640, 480});
    };
    EXPECT_LT(left("1"), left("8"));
    EXPECT_LT(left("8"), left("64"));
}

TEST(Blur, BlursTheBoxesItIsToldAndABitMore) {
    FilterBench bench = load({{"boxes", "true"}, {"labels", {"face", "plate"}}});
    test::Noting noting;
    const FramePtr in = noting.on(bench.camera().jpeg(test::make_jpeg({})), "boxes",
                                  std::vector<Box>{box_at(200, 100, 100, 100, "face"), box_at(400, 300, 100, 100, "dog")});
    const FramePtr out = bench.feed(in).at(0);
    EXPECT_LT(detail(out, {188, 88, 124, 124}), 1.5);
    EXPECT_GT(detail(out, {400, 300, 100, 100}), 4);
    EXPECT_LE(greatest_change(in, out, {200, 100, 100, 100}, 32), 8);
}

TEST(Blur, BoxesMayReachBeyondThePictureOrLieOutside) {
    FilterBench bench = load({{"boxes", "true"}});
    test::Noting noting;
    const auto feed = [&](Box box) { return bench.feed(noting.on(bench.camera().jpeg(bench::test_picture()), "boxes", std::vector<Box>{box})); };
    EXPECT_LT(detail(feed(box_at(-50, -50, 200, 200)).at(0), {0, 0, 150, 150}), 1.5);
    EXPECT_LT(detail(feed(box_at(600, 440, 1e9f, 1e9f)).at(0), {600, 440, 40, 40}), 4);
    EXPECT_TRUE(feed(box_at(1000, 1000, 10, 10)).at(0)->info().original);
    EXPECT_FALSE(feed(box_at(639.5f, 479.5f, 0.2f, 0.2f)).at(0)->info().original);
    EXPECT_THROW((void)feed(box_at(std::nanf(""), 0, 10, 10)), Error);
}

TEST(Blur, WithoutBoxesInAFrameItStaysTheCameras) {
    FilterBench bench = load({{"boxes", "true"}});
    test::Noting noting;
    const FramePtr in = noting.on(bench.camera().jpeg(bench::test_picture()), "boxes", std::vector<Box>{});
    EXPECT_EQ(bench.feed(in).at(0), in);
    EXPECT_EQ(bench.counts().decodes, 0u);
}

// Nobody looked for faces: such a frame must never pass.
TEST(Blur, AFrameWithoutTheNoteFails) {
    FilterBench bench = load({{"boxes", "true"}});
    EXPECT_THROW((void)bench.feed_jpeg(bench::test_picture()), Error);
}

TEST(Blur, APictureOfAnotherSizeFails) {
    FilterBench bench = load({{"regions", "[0, 0, 100, 100]"}, {"made_for", "1280x720"}});
    try {
        (void)bench.feed_jpeg(bench::test_picture());
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("made for pictures of 1280x720, and this one is 640x480; "));
    }
}

TEST(Blur, EncodesOnlyForWhoWantsBytes) {
    FilterBench bench = load({});
    const FramePtr out = bench.feed_jpeg(bench::test_picture()).at(0);
    EXPECT_EQ(bench.counts().encodes, 0u);
    (void)out->bytes();
    EXPECT_EQ(bench.counts().encodes, 1u);
}

TEST(Blur, CheckFindsWhatDoesNotFit) {
    const auto said = [](const bench::Texts& texts) -> std::string {
        try {
            (void)load(texts);
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing";
    };
    EXPECT_THAT(said({{"regions", "[0, 0, 100, 100]"}}), HasSubstr("write made_for: 1280x720"));
    EXPECT_THAT(said({{"made_for", "640x480"}}), HasSubstr("there are no regions"));
    EXPECT_THAT(said({{"labels", "face"}}), HasSubstr("write boxes: true, too"));
    EXPECT_THAT(said({{"regions", {"[0, 0, 10, 10]", "[600, 0, 100, 100]"}}, {"made_for", "640x480"}}),
                HasSubstr("number 2 reaches beyond pictures of 640x480"));
}

}  // namespace
}  // namespace sluice
