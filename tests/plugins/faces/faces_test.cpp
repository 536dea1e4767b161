// faces as it is shipped: the .so, through the gate. two_faces.jpg is drawn, not a photo: two people in a room.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "tests/plugins/noting.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using bench::note;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string two_faces() {
    std::ifstream file(FACES_PICTURE, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
FramePtr feed(FilterBench& bench, const std::string& bytes) { return bench.feed_jpeg(std::as_bytes(std::span(bytes))).at(0); }
std::string said(const bench::Texts& texts) {
    try {
        (void)FilterBench::load(FACES, "faces", texts);
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing";
}

bool covers(const Box& box, float x, float y) { return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height; }

TEST(Faces, FindsBothAndNothingElse) {
    auto bench = FilterBench::load(FACES, "faces");
    const auto boxes = note<std::vector<Box>>(feed(bench, two_faces()), "boxes");
    ASSERT_THAT(boxes, SizeIs(2));
    EXPECT_TRUE(covers(boxes[0], 230, 225) || covers(boxes[1], 230, 225));
    EXPECT_TRUE(covers(boxes[0], 470, 325) || covers(boxes[1], 470, 325));
    for (const Box& box : boxes) {
        EXPECT_EQ(box.label, "face");
        EXPECT_GT(box.score, 0.5);
        EXPECT_LE(box.score, 1);
        EXPECT_GT(box.width, 80);
        EXPECT_LT(box.width, 180);
    }
}

TEST(Faces, SmallOnesAreLeftOutOnDemand) {
    auto bench = FilterBench::load(FACES, "faces", {{"min_size", "140"}, {"label", "somebody"}});
    const auto boxes = note<std::vector<Box>>(feed(bench, two_faces()), "boxes");
    ASSERT_THAT(boxes, SizeIs(1));
    EXPECT_EQ(boxes[0].label, "somebody");
    EXPECT_TRUE(covers(boxes[0], 230, 225));
}

TEST(Faces, WhereNobodyIsThereIsAnEmptyNote) {
    auto bench = FilterBench::load(FACES, "faces");
    EXPECT_THAT(note<std::vector<Box>>(bench.feed_jpeg(bench::test_picture()).at(0), "boxes"), IsEmpty());
    EXPECT_THAT(note<std::vector<Box>>(bench.feed_jpeg(bench::plain_picture(128, {16, 9})).at(0), "boxes"), IsEmpty());
}

TEST(Faces, ThePictureStaysTheCameras) {
    auto bench = FilterBench::load(FACES, "faces");
    const FramePtr out = feed(bench, two_faces());
    EXPECT_EQ(out->bytes().size(), two_faces().size());
    EXPECT_TRUE(out->info().original);
    EXPECT_EQ(bench.counts().decodes, 1u);
    EXPECT_EQ(bench.wishes().pixels.at(0).format, Format::gray);
}

TEST(Faces, TakesAnotherCascade) {
    auto bench = FilterBench::load(FACES, "faces", {{"cascade", "/usr/share/opencv4/lbpcascades/lbpcascade_frontalface.xml"}});
    EXPECT_THAT(note<std::vector<Box>>(feed(bench, two_faces()), "boxes"), SizeIs(2));
}

TEST(Faces, SaysWhatIsNoCascade) {
    test::ScratchFolder folder;
    folder.put("text.xml", "hello");
    folder.put("other.xml", "<?xml version=\"1.0\"?><opencv_storage><a>1</a></opencv_storage>");
    for (const char* name : {"text.xml", "other.xml"})
        EXPECT_THAT(said({{"cascade", (folder.path() / name).string()}}), HasSubstr("is no cascade of OpenCV; take one of the package opencv-data"));
    EXPECT_THAT(said({{"cascade", "/nowhere/at_all.xml"}}), HasSubstr("/nowhere/at_all.xml"));
}

TEST(Faces, MakesNoThreads) {
    const auto threads = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator{});
    };
    auto bench = FilterBench::load(FACES, "faces");
    const auto before = threads();
    (void)feed(bench, two_faces());
    EXPECT_EQ(threads(), before);
}

}  // namespace
}  // namespace sluice
