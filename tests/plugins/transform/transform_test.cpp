// rotate, flip, crop and gray as they are shipped: what they do to boxes, sizes and wrong parameters.
#include <gmock/gmock.h>

#include "tests/plugins/pictures.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using test::blocks_of;
using test::box;
using test::make_jpeg;
using test::sentence_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FilterBench load(const char* type, const bench::Texts& texts = {}) { return FilterBench::load(TRANSFORM, type, texts); }

FramePtr with_boxes(FilterBench& bench, const std::vector<std::byte>& jpeg, std::vector<Box> boxes) {
    return test::with_note(bench.camera().jpeg(jpeg), "boxes", std::move(boxes));
}

// The box of one frame after a filter.
std::vector<Box> moved(const char* type, const bench::Texts& texts, Box one, const test::JpegSpec& spec = {}) {
    FilterBench bench = load(type, texts);
    const FramePtr out = bench.feed(with_boxes(bench, make_jpeg(spec), {one})).at(0);
    return bench::note<std::vector<Box>>(out, "boxes");
}

constexpr std::uint32_t wide = 640, high = 480;

TEST(Rotate, CarriesBoxesAlong) {
    const Box cup = box(10, 20, 30, 40, "cup", 0.5f, 7);
    EXPECT_THAT(moved("rotate", {{"angle", "90"}}, cup), ElementsAre(box(high - 60, 10, 40, 30, "cup", 0.5f, 7)));
    EXPECT_THAT(moved("rotate", {{"angle", "180"}}, cup),
                ElementsAre(box(wide - 40, high - 60, 30, 40, "cup", 0.5f, 7)));
    EXPECT_THAT(moved("rotate", {{"angle", "270"}}, cup), ElementsAre(box(20, wide - 40, 40, 30, "cup", 0.5f, 7)));
}

TEST(Rotate, MovesBoxesByWhatIsCutOff) {
    // 640x472 is 29.5 rows of MCUs: 8 lines go, and all boxes with them that lie there.
    const test::JpegSpec spec{.height = 472};
    EXPECT_THAT(moved("rotate", {{"angle", "180"}}, box(0, 0, 10, 10), spec), ElementsAre(box(630, 454, 10, 10)));
    EXPECT_THAT(moved("rotate", {{"angle", "180"}}, box(0, 460, 10, 12), spec), ElementsAre(box(630, 0, 10, 4)));
    EXPECT_THAT(moved("rotate", {{"angle", "180"}}, box(0, 465, 10, 7), spec), IsEmpty());
}

TEST(Rotate, MovesEveryListOfBoxesAndNothingElse) {
    FilterBench bench = load("rotate", {{"angle", "180"}});
    FramePtr frame = with_boxes(bench, make_jpeg({}), {box(0, 0, 10, 10), box(20, 20, 10, 10)});
    frame = test::with_note(test::with_note(frame, "regions", std::vector<Box>{box(1, 2, 3, 4)}), "motion", 0.25);
    const FramePtr out = bench.feed(frame).at(0);
    EXPECT_THAT(bench::note<std::vector<Box>>(out, "boxes"), ElementsAre(box(630, 470, 10, 10), box(610, 450, 10, 10)));
    EXPECT_THAT(bench::note<std::vector<Box>>(out, "regions"), ElementsAre(box(636, 474, 3, 4)));
    EXPECT_EQ(bench::note<double>(out, "motion"), 0.25);
    EXPECT_EQ(out->info().captured, frame->info().captured);
}

TEST(Rotate, TellsTheNewSize) {
    FilterBench bench = load("rotate", {{"angle", "90"}});
    const FramePtr out = bench.feed_jpeg(make_jpeg({.h = 2, .v = 1})).at(0);
    EXPECT_EQ(out->info().width, high);
    EXPECT_EQ(out->info().height, wide);
    EXPECT_FALSE(out->info().original);
    EXPECT_EQ(blocks_of(out)->plane(0).v, 2u) << "4:2:2 on its side is 4:4:0";
}

TEST(Rotate, FourTimesAQuarterIsNothing) {
    FilterBench bench = load("rotate", {{"angle", "90"}});
    for (const auto& [name, spec] : test::camera_jpegs()) {
        if (name.starts_with("odd") || name == "411") continue;
        const std::vector<std::byte> jpeg = make_jpeg(spec);
        FramePtr frame = bench.feed_jpeg(jpeg).at(0);
        for (int i = 0; i < 3; ++i) frame = bench.feed(frame).at(0);
        EXPECT_THAT(test::differing_mcus(*blocks_of(frame), *blocks_of(jpeg)), IsEmpty()) << name;
    }
}

TEST(Rotate, SaysOnceWhatItCuts) {
    FilterBench bench = load("rotate", {{"angle", "180"}});
    const auto jpeg = make_jpeg({.width = 636, .height = 472});
    for (int i = 0; i < 3; ++i) EXPECT_EQ(bench.feed_jpeg(jpeg).at(0)->info().height, 464u);
    EXPECT_THAT(bench.lines(), ElementsAre(bench::Line{Level::info,
                                                       "636x472 is not a multiple of 16x16: the 12 columns at "
                                                       "the right and the lowest 8 lines are cut"}));
    (void)bench.feed_jpeg(make_jpeg({.width = 640, .height = 472}));
    EXPECT_EQ(bench.lines().back().text, "640x472 is not a multiple of 16: the lowest 8 lines are cut");
    (void)bench.feed_jpeg(make_jpeg({}));
    EXPECT_EQ(bench.lines().size(), 2u);
}

TEST(Rotate, CutsOnlyWhatWouldComeFirst) {
    FilterBench bench = load("rotate", {{"angle", "270"}});
    const FramePtr out = bench.feed_jpeg(make_jpeg({.width = 640, .height = 472})).at(0);
    EXPECT_EQ(out->info().width, 472u);
    EXPECT_THAT(bench.lines(), IsEmpty());
}

TEST(Rotate, RefusesToCutWhereItIsToldSo) {
    FilterBench bench = load("rotate", {{"angle", "180"}, {"edges", "refuse"}});
    EXPECT_EQ(
        sentence_of([&] { (void)bench.feed_jpeg(make_jpeg({.height = 472})); }),
        "640x472 is not a multiple of 16; write edges: trim to have the lowest 8 lines cut, or take another size");
    EXPECT_EQ(bench.feed_jpeg(make_jpeg({})).size(), 1u);
}

TEST(Rotate, WantsJpegs) {
    FilterBench bench = load("rotate", {{"angle", "90"}});
    EXPECT_EQ(sentence_of([&] {
                  (void)bench.feed_raw({.size = {64, 48}}, test::yuyv({64, 48}, 99));
              }),
              "rotate edits JPEGs, and camera delivers yuyv; take mjpeg from the camera");
    EXPECT_THAT(sentence_of([&] { (void)bench.feed_jpeg(make_jpeg({.cmyk = true})); }), HasSubstr("YCbCr"));
}

TEST(Rotate, SaysWhatIsWrongInItsParameters) {
    EXPECT_THAT(sentence_of([] { (void)load("rotate"); }), HasSubstr("angle is missing"));
    EXPECT_THAT(sentence_of([] {
                    (void)load("rotate", {{"angle", "45"}});
                }),
                HasSubstr("\"45\" is not one of 90, 180, 270"));
    EXPECT_THAT(sentence_of([] { (void)load("flip", {{"direction", "up"}}); }), HasSubstr("horizontal, vertical"));
}

TEST(Flip, CarriesBoxesAlong) {
    EXPECT_THAT(moved("flip", {{"direction", "horizontal"}}, box(10, 20, 30, 40)),
                ElementsAre(box(wide - 40, 20, 30, 40)));
    EXPECT_THAT(moved("flip", {{"direction", "vertical"}}, box(10, 20, 30, 40)),
                ElementsAre(box(10, high - 60, 30, 40)));
}

TEST(Crop, KeepsWhatCoversTheRegionAndSaysSoOnce) {
    FilterBench bench = load("crop", {{"region", "[20, 40, 100, 60]"}});
    for (int i = 0; i < 2; ++i) {
        const FramePtr out = bench.feed_jpeg(make_jpeg({})).at(0);
        EXPECT_EQ(out->info().width, 104u);
        EXPECT_EQ(out->info().height, 68u);
    }
    EXPECT_THAT(bench.lines(), ElementsAre(bench::Line{Level::info,
                                                       "the region [20, 40, 100, 60] is kept as [16, 32, 104, 68]: "
                                                       "these JPEGs can be cut at multiples of 16x16"}));
}

TEST(Crop, CutsBoxesAndDropsThoseOutside) {
    FilterBench bench = load("crop", {{"region", "[64, 64, 128, 128]"}});
    const FramePtr out =
        bench
            .feed(with_boxes(bench, make_jpeg({}),
                             {box(70, 80, 10, 10), box(32, 32, 64, 64), box(0, 0, 64, 64), box(300, 70, 5, 5)}))
            .at(0);
    EXPECT_THAT(bench::note<std::vector<Box>>(out, "boxes"), ElementsAre(box(6, 16, 10, 10), box(0, 0, 32, 32)));
}

TEST(Crop, RefusesRegionsThatAreNotInThePicture) {
    FilterBench bench = load("crop", {{"region", "[600, 0, 100, 100]"}});
    EXPECT_EQ(
        sentence_of([&] { (void)bench.feed_jpeg(make_jpeg({})); }),
        "the region [600, 0, 100, 100] reaches beyond the picture, and camera delivers 640x480; choose one within it");
    EXPECT_THAT(sentence_of([] {
                    (void)load("crop", {{"region", "[0, 0, 0, 9]"}});
                }),
                HasSubstr("[0, 0, 0, 9] is not a region"));
}

TEST(Gray, LeavesLumaAlone) {
    FilterBench bench = load("gray");
    const std::vector<std::byte> jpeg = make_jpeg({.exif = true});
    const FramePtr out = bench.feed_jpeg(jpeg).at(0);
    const PixelsPtr before = bench::pixels(bench.camera().jpeg(jpeg), Format::gray),
                    after = bench::pixels(out, Format::gray);
    EXPECT_GT(bench::psnr(*before, *after), 99);
    EXPECT_EQ(blocks_of(out)->planes(), 1u);
    EXPECT_LT(out->bytes().view().size(), jpeg.size());
}

TEST(Gray, HandsOnWhatIsGray) {
    FilterBench bench = load("gray");
    const FramePtr raw = bench.camera().raw({.format = Format::gray, .size = {16, 16}}, std::vector<std::byte>(256));
    EXPECT_EQ(bench.feed(raw).at(0), raw);
}

TEST(Transform, AChainReadsOnceAndWritesOnce) {
    FilterBench rotate = load("rotate", {{"angle", "90"}}), flip = load("flip", {{"direction", "vertical"}}),
                gray = load("gray");
    FramePtr frame = rotate.camera().jpeg(make_jpeg({}));
    for (FilterBench* bench : {&rotate, &flip, &gray}) frame = std::move(bench->feed(std::move(frame)).at(0));
    EXPECT_EQ(test::work_of({&rotate, &flip, &gray}), (test::Work{.reads = 1})) << "nobody wanted its bytes yet";
    EXPECT_GT(frame->bytes().view().size(), 1000u);
    EXPECT_EQ(test::work_of({&rotate, &flip, &gray}), (test::Work{.reads = 1, .writes = 1}));
}

TEST(Transform, DeclaresWhatThePlanMustKnow) {
    for (const char* type : {"rotate", "flip", "crop", "gray"}) {
        const std::string name = type;
        FilterBench bench = name == "rotate" ? load(type, {{"angle", "90"}})
                            : name == "flip" ? load(type, {{"direction", "vertical"}})
                            : name == "crop" ? load(type, {{"region", "[0, 0, 9, 9]"}})
                                             : load(type);
        EXPECT_TRUE(bench.wishes().coefficients && !bench.wishes().or_pixels && bench.wishes().pixels.empty()) << name;
        EXPECT_EQ(bench.entry().reshapes, name != "gray");
    }
}

}  // namespace
}  // namespace sluice
