// The frames a bench makes.
#include <gmock/gmock.h>

#include <sluice/bench.hpp>

#include "tests/support/scratch_folder.hpp"

namespace sluice::bench {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Camera, NumbersAndTimesItsFrames) {
    Camera camera("front");
    const Bytes picture = plain_picture(90, {64, 48});
    const FramePtr first = camera.jpeg(picture), second = camera.jpeg(picture);
    camera.lose(3);
    const FramePtr third = camera.jpeg(picture);
    EXPECT_THAT(sequences({first, second, third}), ElementsAre(0, 1, 5));
    EXPECT_EQ(second->info().captured - first->info().captured, 33'333'333ns);
    EXPECT_EQ(third->info().captured - second->info().captured, 4 * 33'333'333ns);
    EXPECT_EQ(first->info().source, "front");
    EXPECT_EQ(first->info().width, 64u);
    EXPECT_EQ(first->info().height, 48u);
}

TEST(Camera, AnotherEpochIsLater) {
    Camera camera("front", {10, 1});
    const Bytes picture = plain_picture(90, {64, 48});
    const FramePtr before = camera.jpeg(picture);
    camera.new_epoch();
    const FramePtr after = camera.jpeg(picture);
    EXPECT_GT(after->info().epoch, before->info().epoch);
    EXPECT_EQ(after->info().sequence, 0u);
    EXPECT_EQ(after->info().captured - before->info().captured, 1100ms);
}

TEST(Camera, FramesOutliveIt) {
    FramePtr frame;
    {
        Camera camera(std::string("a name that is not small enough to be kept inside"));
        frame = camera.jpeg(test_picture(3));
    }
    EXPECT_EQ(frame->info().source, "a name that is not small enough to be kept inside");
    EXPECT_EQ(pixels(frame, Format::gray, 8)->width, 80u);
}

TEST(Camera, ReadsAFolderByName) {
    test::ScratchFolder folder;
    for (const auto& [name, width] : {std::pair{"b.jpg", 32u}, {"a.JPEG", 16u}, {"c.jpg", 48u}})
        folder.put(name, plain_picture(10, {width, 16}).view());
    folder.put("notes.txt", "not looked at");
    Camera camera;
    std::vector<std::uint32_t> widths;
    for (const FramePtr& frame : camera.folder(folder.path())) widths.push_back(frame->info().width);
    EXPECT_THAT(widths, ElementsAre(16, 32, 48));

    folder.put("bad.jpg", "no picture");
    EXPECT_THAT([&] { (void)camera.folder(folder.path()); }, ThrowsMessage<Error>(HasSubstr("bad.jpg: no whole JPEG")));
}

TEST(Camera, SaysWhatIsWrongWithAFolder) {
    test::ScratchFolder folder;
    Camera camera;
    EXPECT_THAT([&] { (void)camera.folder(folder.path()); }, ThrowsMessage<Error>(HasSubstr("holds no *.jpg")));
    EXPECT_THAT([&] { (void)camera.folder(folder.path() / "x"); }, ThrowsMessage<Error>(HasSubstr("No such file")));
}

TEST(Camera, RawPicturesHaveTheSizeTheySay) {
    Camera camera;
    const std::vector<std::byte> nv12(5 * 3 + 6 * 2, std::byte{128});
    const FramePtr frame = camera.raw({Format::nv12, {5, 3}}, nv12);
    EXPECT_EQ(frame->info().planes.count, 2u);
    EXPECT_EQ(frame->info().planes.plane[1], (Plane{15, 6, 2}));
    EXPECT_EQ(frame->info().range, Range::limited);
    EXPECT_THAT([&] { (void)camera.raw({Format::nv12, {6, 3}}, nv12); }, ThrowsMessage<Error>(HasSubstr("that takes")));
    EXPECT_THROW((void)camera.raw({Format::jpeg, {6, 3}}, nv12), Error);
    EXPECT_EQ(camera.raw({Format::rgb24, {3, 3}}, nv12)->info().range, Range::full);
}

TEST(Camera, CutsWhatACameraPads) {
    const Bytes whole = test_picture();
    std::vector<std::byte> padded(whole.view().begin(), whole.view().end());
    padded.resize(padded.size() + 100);
    EXPECT_EQ(Camera().jpeg(padded)->bytes().size(), whole.size());
}

}  // namespace
}  // namespace sluice::bench
