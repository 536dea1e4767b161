#include "sources/file/file_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <sluice/error.hpp>

#include "tests/sources/file/tiny_jpeg.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_source_context.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

struct Runner {
    explicit Runner(const std::string& path, Texts texts = {}) {
        texts["path"] = {path};
        params.emplace(file_source, std::move(texts));
        source = file_source.make_source(*params);
    }

    void run(std::size_t at_most = 1000) {
        source->open(context);
        while (context.frames.size() < at_most && source->next(context)) {
        }
        source->close(context);
    }

    std::vector<std::string> pictures() const {
        std::vector<std::string> all;
        for (const auto& frame : context.frames) all.emplace_back(reinterpret_cast<const char*>(frame.bytes.data()), frame.bytes.size());
        return all;
    }

    std::optional<FakeParams> params;
    FakeSourceContext context;
    std::unique_ptr<Source> source;
};

std::string failure_of(Runner& runner) {
    try {
        runner.run();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(FileSource, a_folder_in_natural_order_byte_for_byte) {
    ScratchFolder folder;
    folder.put("frame10.jpg", tiny_jpeg("10"));
    folder.put("frame9.JPG", tiny_jpeg("9"));
    folder.put("frame1.jpeg", tiny_jpeg("1", 320, 240) + std::string(5, '\0'));
    folder.put(".frame0.jpg", tiny_jpeg("hidden"));
    folder.put("notes.txt", "no picture");
    Runner runner(folder.path());
    runner.run();
    EXPECT_THAT(runner.pictures(), ElementsAre(tiny_jpeg("1", 320, 240) + std::string(5, '\0'), tiny_jpeg("9"), tiny_jpeg("10")));
    const Stream& stream = runner.context.streams.at(0);
    EXPECT_EQ(stream.width, 320u);
    EXPECT_EQ(stream.height, 240u);
    EXPECT_EQ(stream.fps, 30);
    EXPECT_EQ(runner.context.frames[2].sequence, 2u);
    EXPECT_TRUE(runner.context.drops.empty());
}

TEST(FileSource, an_mjpeg_file_byte_for_byte) {
    ScratchFolder folder;
    std::string stream, big(300'000, 'x');
    std::vector<std::string> wanted;
    for (int i = 0; i < 20; ++i) {  // longer than the window, so that pictures lie across its end
        wanted.push_back(tiny_jpeg(big + std::to_string(i)));
        stream += wanted.back() + std::string(static_cast<std::size_t>(i), '\0');
    }
    wanted.push_back(tiny_jpeg(std::string(3'000'000, 'y')));
    stream += wanted.back();
    folder.put("a.mjpeg", stream);
    Runner runner(folder.path() / "a.mjpeg", {{"fps", {"max"}}});
    runner.run();
    EXPECT_TRUE(runner.pictures() == wanted);
    EXPECT_TRUE(runner.context.drops.empty());
    EXPECT_TRUE(file_source.unpaced(*runner.params));
}

TEST(FileSource, damage_in_an_mjpeg_file_is_counted) {
    ScratchFolder folder;
    const std::string cut = tiny_jpeg("cut").substr(0, tiny_jpeg("cut").size() - 2);
    folder.put("a.mjpg", cut + tiny_jpeg("whole") + cut);
    Runner runner(folder.path() / "a.mjpg");
    runner.run();
    EXPECT_THAT(runner.pictures(), ElementsAre(tiny_jpeg("whole")));
    EXPECT_EQ(runner.context.drops["damaged"], 2u);
}

TEST(FileSource, paced_without_leaving_anything_out) {
    ScratchFolder folder;
    for (int i = 0; i < 3; ++i) folder.put(std::to_string(i) + ".jpg", tiny_jpeg(std::to_string(i)));
    Runner runner(folder.path(), {{"fps", {"10"}}});
    runner.run();
    const auto& frames = runner.context.frames;
    ASSERT_THAT(frames, SizeIs(3));
    EXPECT_EQ(frames[2].captured - frames[0].captured, std::chrono::milliseconds(200));
    EXPECT_THAT(runner.context.waits, SizeIs(3));
}

TEST(FileSource, a_loop_goes_on_counting_in_one_epoch) {
    ScratchFolder folder;
    folder.put("a.jpg", tiny_jpeg("a"));
    folder.put("b.jpg", tiny_jpeg("b"));
    Runner runner(folder.path(), {{"loop", {"true"}}});
    runner.run(5);
    EXPECT_THAT(runner.pictures(), ElementsAre(tiny_jpeg("a"), tiny_jpeg("b"), tiny_jpeg("a"), tiny_jpeg("b"), tiny_jpeg("a")));
    EXPECT_EQ(runner.context.frames[4].sequence, 4u);
    EXPECT_THAT(runner.context.streams, SizeIs(1));
}

TEST(FileSource, an_mjpeg_loop_begins_at_the_first_picture) {
    ScratchFolder folder;
    folder.put("a.mjpeg", tiny_jpeg("a") + tiny_jpeg("b"));
    Runner runner(folder.path() / "a.mjpeg", {{"loop", {"true"}}});
    runner.run(3);
    EXPECT_THAT(runner.pictures(), ElementsAre(tiny_jpeg("a"), tiny_jpeg("b"), tiny_jpeg("a")));
}

TEST(FileSource, one_unreadable_file_is_skipped) {
    ScratchFolder folder;
    folder.put("a.jpg", tiny_jpeg("a"));
    folder.put("c.jpg", "");
    folder.put("e.jpg", tiny_jpeg("e"));
    ASSERT_EQ(::mkfifo((folder.path() / "b.jpg").c_str(), 0600), 0);  // must not hold the lane up either
    std::filesystem::create_symlink("nowhere", folder.path() / "d.jpg");
    Runner runner(folder.path());
    runner.run();
    EXPECT_THAT(runner.pictures(), ElementsAre(tiny_jpeg("a"), tiny_jpeg("e")));
    EXPECT_EQ(runner.context.frames[1].sequence, 1u);  // told by drop(), so no gap beside
    EXPECT_EQ(runner.context.drops["unreadable"], 2u);
    EXPECT_EQ(runner.context.drops["empty"], 1u);
    EXPECT_THAT(runner.context.lines, SizeIs(3));
}

TEST(FileSource, a_loop_in_which_nothing_can_be_read_ends) {
    ScratchFolder folder;
    std::filesystem::create_symlink("nowhere", folder.path() / "d.jpg");
    Runner runner(folder.path(), {{"loop", {"true"}}, {"fps", {"max"}}});
    EXPECT_THAT(failure_of(runner), HasSubstr("can be read"));
}

TEST(FileSource, a_file_cut_while_it_runs_does_no_harm) {
    ScratchFolder folder;
    const std::string one = tiny_jpeg(std::string(900'000, 'x'));
    folder.put("a.mjpeg", one + one + one + one);
    Runner runner(folder.path() / "a.mjpeg");
    runner.context.on_frame = [&](const auto&) { std::filesystem::resize_file(folder.path() / "a.mjpeg", one.size() + 10); };
    runner.run();
    EXPECT_LE(runner.context.drops["damaged"], 1u);
}

TEST(FileSource, says_what_is_wrong) {
    ScratchFolder folder;
    Runner absent(folder.path() / "nothing");
    EXPECT_THAT(failure_of(absent), HasSubstr("there is no " + (folder.path() / "nothing").string()));
    Runner empty(folder.path());
    EXPECT_THAT(failure_of(empty), HasSubstr("holds no JPEG"));
    folder.put("a.txt", "just text");
    Runner text(folder.path() / "a.txt");
    EXPECT_THAT(failure_of(text), HasSubstr("holds no JPEG"));
    Runner device("/dev/null");
    EXPECT_THAT(failure_of(device), HasSubstr("neither a folder nor a file"));
}

TEST(FileSource, frames_outlive_their_source) {
    ScratchFolder folder;
    for (int i = 0; i < 30; ++i) folder.put(std::to_string(i) + ".jpg", tiny_jpeg(std::to_string(i)));
    Runner runner(folder.path());
    runner.run();
    runner.source.reset();
    for (int i = 0; i < 30; ++i) EXPECT_EQ(runner.pictures()[static_cast<std::size_t>(i)], tiny_jpeg(std::to_string(i)));
}

TEST(FileSource, promises_jpegs_at_the_rate_that_is_written) {
    Promise promise;
    file_source.promise(FakeParams(file_source, {{"path", {"x"}}, {"fps", {"10"}}}), promise);
    EXPECT_TRUE(promise.format_known);
    EXPECT_EQ(promise.format, Format::jpeg);
    EXPECT_EQ(promise.size, Size{});
    EXPECT_EQ(promise.rate, (Rate{10, 1}));
}

}  // namespace
}  // namespace sluice::test
