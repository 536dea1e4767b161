// annotate as it is shipped: what it writes is there, and nothing else has changed.
#include <chrono>
#include <cstdlib>

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
using testing::IsEmpty;

FilterBench load(const bench::Texts& texts) { return FilterBench::load(ANNOTATE, "annotate", texts); }

// A part of the picture, in pixels, where luma differs by more than a decoder's rounding.
struct Changed {
    int left = 1 << 20, top = 1 << 20, right = 0, bottom = 0, pixels = 0;
};
Changed changed(const FramePtr& before, const FramePtr& after, int more_than = 40) {
    const PixelsPtr a = bench::pixels(before, Format::gray), b = bench::pixels(after, Format::gray);
    Changed out;
    for (int y = 0; y < int(a->height); ++y)
        for (int x = 0; x < int(a->width); ++x) {
            if (std::abs(a->plane[0].row(std::uint32_t(y))[x] - b->plane[0].row(std::uint32_t(y))[x]) <= more_than)
                continue;
            out = {std::min(out.left, x), std::min(out.top, y), std::max(out.right, x + 1), std::max(out.bottom, y + 1),
                   out.pixels + 1};
        }
    return out;
}

// What a filter makes of a gray picture: what is dark or light is the text's.
std::vector<std::uint8_t> drawn(FilterBench& bench, FramePtr frame) {
    const PixelsPtr luma = bench::pixels(bench.feed(std::move(frame)).at(0), Format::gray);
    std::vector<std::uint8_t> all;
    for (std::uint32_t y = 0; y < luma->height; ++y)
        all.insert(all.end(), luma->plane[0].row(y), luma->plane[0].row(y) + luma->width);
    return all;
}
FramePtr plain(FilterBench& bench) { return bench.camera().jpeg(bench::plain_picture(128)); }
std::vector<std::uint8_t> drawn(const bench::Texts& texts) {
    FilterBench bench = load(texts);
    return drawn(bench, plain(bench));
}

TEST(Annotate, WritesInItsCornerAndChangesNoOtherBlock) {
    for (const auto& [name, spec] : test::camera_jpegs()) {
        SCOPED_TRACE(name);
        FilterBench bench = load({{"text", "Garden"}, {"size", "20"}});
        const std::vector<std::byte> jpeg = make_jpeg(spec);
        const FramePtr in = bench.camera().jpeg(jpeg), out = bench.feed(in).at(0);
        const CoefficientsPtr before = blocks_of(jpeg), after = blocks_of(out);
        const auto mcus = test::differing_mcus(*before, *after);
        ASSERT_FALSE(mcus.empty());
        const int wide = int(before->mcu().width), high = int(before->mcu().height);
        for (const auto& [x, y] : mcus) {
            EXPECT_GE((x + 1) * wide, 16);
            EXPECT_LE(x * wide, 120);
            EXPECT_GE((y + 1) * high, 16);
            EXPECT_LE(y * high, 48);
        }
        const Changed text = changed(in, out);
        EXPECT_GT(text.pixels, 400);
        EXPECT_GE(text.left, 16);
        EXPECT_GE(text.top, 16);
        EXPECT_LE(text.bottom, 48);
        EXPECT_EQ(bench.counts().decodes, 0u) << "only its own MCUs are opened";
        EXPECT_EQ(bench.counts().block_reads, 1u);
        EXPECT_EQ(bench.counts().block_writes, 1u);
    }
}

TEST(Annotate, WritesIntoEachCorner) {
    for (const auto& [at, right, bottom] : {std::tuple{"top_left", false, false},
                                            {"top_right", true, false},
                                            {"bottom_left", false, true},
                                            {"bottom_right", true, true}}) {
        FilterBench bench = load({{"text", "A corner"}, {"at", at}, {"size", "20"}});
        const FramePtr in = bench.camera().jpeg(make_jpeg({}));
        const Changed text = changed(in, bench.feed(in).at(0));
        EXPECT_EQ(text.left > 320, right) << at;
        EXPECT_EQ(text.right > 320, right) << at;
        EXPECT_EQ(text.top > 240, bottom) << at;
        EXPECT_LE(text.right, 640 - (right ? 16 : 0));
        EXPECT_LE(text.bottom, 480 - (bottom ? 16 : 0));
    }
}

TEST(Annotate, ShowsTheColoursItWasGiven) {
    FilterBench bench = load({{"text", "####"}, {"colour", "yellow"}, {"background", "blue"}, {"size", "64"}});
    const PixelsPtr pixels = bench::pixels(bench.feed_jpeg(bench::plain_picture(128)).at(0), Format::rgb24);
    int yellow = 0, blue = 0;
    for (std::uint32_t y = 16; y < 80; ++y)
        for (std::uint32_t x = 16; x < 120; ++x) {
            const std::uint8_t* rgb = pixels->plane[0].row(y) + 3 * x;
            yellow += rgb[0] > 200 && rgb[1] > 200 && rgb[2] < 90;
            blue += rgb[0] < 60 && rgb[1] < 60 && rgb[2] > 200;
        }
    EXPECT_GT(yellow, 500);
    EXPECT_GT(blue, 1000);
}

TEST(Annotate, ShowsThePictureBetweenTheLetters) {
    const auto with = drawn({{"text", "I"}, {"size", "64"}}),
               without = drawn({{"text", "I"}, {"size", "64"}, {"background", "none"}});
    const auto dark = [](const std::vector<std::uint8_t>& luma) {
        return std::count_if(luma.begin(), luma.end(), [](int v) { return v < 60; });
    };
    const auto light = [](const std::vector<std::uint8_t>& luma) {
        return std::count_if(luma.begin(), luma.end(), [](int v) { return v > 200; });
    };
    EXPECT_GT(dark(with), 500);
    EXPECT_EQ(dark(without), 0);
    EXPECT_GT(light(without), 100);
}

TEST(Annotate, WritesTheTimeOfCapture) {
    FilterBench bench = load({{"text", "%Y-%m-%d %H:%M %Z"}});
    const FramePtr frame = plain(bench);
    const std::time_t seconds = std::chrono::system_clock::to_time_t(wall_time(frame->info().captured));
    char text[64];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M %Z", std::localtime(&seconds));
    EXPECT_EQ(drawn(bench, frame), drawn({{"text", text}}));
}

TEST(Annotate, WritesNotesSourceAndNumber) {
    FilterBench bench = load({{"text", "{source} {seq} {motion:.2} {count} {name} {on} {boxes} {none} {{}} 5 %%"}});
    FramePtr frame = plain(bench);
    frame = test::with_note(frame, "motion", 0.4567);
    frame = test::with_note(frame, "count", std::int64_t{12});
    frame = test::with_note(frame, "name", std::string("Zoë"));
    frame = test::with_note(frame, "on", true);
    frame = test::with_note(frame, "boxes", std::vector<Box>(3));
    EXPECT_EQ(drawn(bench, frame), drawn({{"text", "camera 0 0.46 12 Zoë yes 3 - {{}} 5 %%"}}));
    EXPECT_NE(drawn({{"text", "Zoë"}}), drawn({{"text", "Zoe"}}));
}

TEST(Annotate, FollowsWhatItsTextSays) {
    FilterBench bench = load({{"text", "{seq}"}});
    const std::vector<std::uint8_t> zero = drawn(bench, plain(bench)), one = drawn(bench, plain(bench));
    EXPECT_NE(zero, one);
    EXPECT_EQ(one, drawn({{"text", "1"}}));
}

TEST(Annotate, CutsWhatDoesNotFit) {
    FilterBench bench = load({{"text", "{long}"}, {"size", "100"}, {"at", "bottom_right"}});
    std::string text = "\x01\xff\xc3(";  // notes may hold anything
    for (int i = 0; i < 3000; ++i) text += "W\n "[i % 3];
    const FramePtr in = bench.camera().jpeg(make_jpeg({.width = 162, .height = 121}));
    EXPECT_GT(changed(in, bench.feed(test::with_note(in, "long", text)).at(0)).pixels, 1000);
}

TEST(Annotate, DrawsBoxesWithoutOpeningWhatIsInside) {
    FilterBench bench = load({{"boxes", "true"}, {"size", "16"}, {"box_colour", "white"}});
    const std::vector<std::byte> jpeg = make_jpeg({});
    const FramePtr in = bench.camera().jpeg(jpeg);
    const FramePtr out = bench.feed(test::with_note(in, "boxes", std::vector<Box>{box(200, 200, 200, 150)})).at(0);
    for (const auto& [x, y] : test::differing_mcus(*blocks_of(jpeg), *blocks_of(out))) {
        EXPECT_TRUE(x >= 12 && x <= 25 && y >= 12 && y <= 21);
        EXPECT_FALSE(x > 12 && x < 24 && y > 12 && y < 21) << x << " " << y;
    }
    const Changed frame = changed(in, out, 20);
    EXPECT_NEAR(frame.left, 200, 2);
    EXPECT_NEAR(frame.right, 401, 2);
    EXPECT_NEAR(frame.top, 200, 2);
    EXPECT_NEAR(frame.bottom, 351, 2);
}

TEST(Annotate, NamesBoxes) {
    FilterBench bench = load({{"boxes", "true"}, {"size", "16"}});
    const FramePtr in = bench.camera().jpeg(make_jpeg({}));
    const auto with = [&](Box one) {
        return changed(in, bench.feed(test::with_note(in, "boxes", std::vector<Box>{one})).at(0), 20);
    };
    EXPECT_LT(with(box(200, 200, 200, 150, "cup", 0.8f)).top, 185) << "above the box";
    EXPECT_LT(with(box(200, 0, 200, 150, "cup", 0.8f)).top, 3) << "within it where nothing is above";
    EXPECT_LE(with(box(630, 200, 200, 150, "teapot", 0.8f)).left, 600) << "all of it in the picture";
}

TEST(Annotate, BearsWhateverBoxesSay) {
    FilterBench bench = load({{"boxes", "true"}});
    const float nan = std::numeric_limits<float>::quiet_NaN(), much = 1e30f;
    const std::vector<Box> boxes{
        box(nan, 0, 9, 9),          box(0, 0, much, much, "all"), box(-much, -much, 2 * much, 9),
        box(639, 479, 9, 9, "end"), box(9, 9, -50, -50, "x"),     box(5, 5, 1, 1),
        box(700, 500, 9, 9, "out")};
    const FramePtr in = bench.camera().jpeg(make_jpeg({}));
    EXPECT_GT(changed(in, bench.feed(test::with_note(in, "boxes", boxes)).at(0)).pixels, 0);
}

TEST(Annotate, HandsOnFramesItHasNothingToDrawOn) {
    FilterBench bench = load({{"boxes", "true"}});
    const FramePtr in = bench.camera().jpeg(make_jpeg({}));
    EXPECT_EQ(bench.feed(in).at(0), in);
    const FramePtr empty = test::with_note(in, "boxes", std::vector<Box>{});
    EXPECT_EQ(bench.feed(empty).at(0), empty);
    EXPECT_EQ(bench.counts().block_reads, 0u);
}

TEST(Annotate, DrawsOnRawPicturesToo) {
    const Size size{640, 480};
    FilterBench bench = load({{"text", "Garden"}, {"size", "20"}});
    const FramePtr in = bench.camera().raw({.size = size}, test::yuyv(size, 126)), out = bench.feed(in).at(0);
    const Changed text = changed(in, out);
    EXPECT_GT(text.pixels, 400);
    EXPECT_TRUE(text.left >= 16 && text.top >= 16 && text.right <= 120 && text.bottom <= 48);
    EXPECT_EQ(bench.counts().block_reads, 0u);
    EXPECT_EQ(bench.counts().encodes, 1u);
}

TEST(Annotate, AChainReadsOnceAndWritesOnce) {
    FilterBench rotate = FilterBench::load(TRANSFORM, "rotate", {{"angle", "180"}}),
                mask = FilterBench::load(MASK, "mask", {{"regions", "[320, 240, 100, 100]"}}),
                stamp = load({{"text", "%H:%M:%S"}});
    FramePtr frame = rotate.camera().jpeg(make_jpeg({.h = 2, .v = 1}));
    for (FilterBench* bench : {&rotate, &mask, &stamp}) frame = std::move(bench->feed(std::move(frame)).at(0));
    EXPECT_EQ(test::work_of({&rotate, &mask, &stamp}), (test::Work{.reads = 1}));
    EXPECT_GT(frame->bytes().view().size(), 1000u);
    EXPECT_EQ(test::work_of({&rotate, &mask, &stamp}), (test::Work{.reads = 1, .writes = 1}));
}

TEST(Annotate, SaysWhatIsWrongInItsParameters) {
    const auto said = [](const bench::Texts& texts) { return sentence_of([&] { (void)load(texts); }); };
    EXPECT_THAT(said({}), HasSubstr("there is nothing to draw; write text"));
    EXPECT_THAT(said({{"text", "100%"}}), HasSubstr("ends with a single %; write %% for a percent sign"));
    EXPECT_THAT(said({{"text", "%Q"}}), HasSubstr("%Q is no part of a time"));
    EXPECT_THAT(said({{"text", "{motion"}}), HasSubstr("a { without a }"));
    EXPECT_THAT(said({{"text", "motion}"}}), HasSubstr("a } without a {"));
    EXPECT_THAT(said({{"text", "{mo tion}"}}), HasSubstr("{mo tion} is no name"));
    EXPECT_THAT(said({{"text", "{motion:2f}"}}), HasSubstr("write .0 to .6 behind the colon"));
    EXPECT_THAT(said({{"text", "x"}, {"font", "/nowhere.ttf"}}), HasSubstr("/nowhere.ttf"));
    EXPECT_THAT(said({{"text", "x"}, {"font", __FILE__}}), HasSubstr("there is no font in"));
    EXPECT_THAT(said({{"text", "x"}, {"size", "1000"}}), HasSubstr("256"));
    EXPECT_THAT(said({{"text", "x"}}), IsEmpty());
}

}  // namespace
}  // namespace sluice
