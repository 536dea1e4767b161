#include "sinks/file/file_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <optional>
#include <regex>

#include <sys/resource.h>

#include "sinks/file/file_name.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_sink_context.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Runner {
    explicit Runner(Texts texts = {}, std::initializer_list<const char*> inputs = {"cam"}) : context(inputs) {
        texts["path"] = {scratch.path().string()};
        params.emplace(file_sink, std::move(texts));
        sink = file_sink.make_sink(*params);
    }
    void open() { sink->open(context); }
    void write(std::uint64_t sequence, std::string_view bytes = "picture", std::size_t input = 0, Format format = Format::jpeg) {
        FrameInfo info = camera_info(sequence);
        info.captured = Clock::now();
        info.format = format;
        sink->write(input, make_frame(info, bytes_of(bytes)));
    }

    ScratchFolder scratch;
    FakeSinkContext context;
    std::optional<FakeParams> params;
    std::unique_ptr<Sink> sink;
};

/// No file of this process may be longer than this while it lives: EFBIG, the one "disk full" that needs no disk.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) {
        before_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit lower{bytes, limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &lower);
    }
    ~FileLimit() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }

private:
    rlimit limit_{};
    void (*before_)(int);
};

TEST(FileSink, one_file_per_frame_named_by_time_and_number) {
    Runner runner;
    runner.open();
    runner.write(42, "the bytes");
    runner.write(43, "raw", 0, Format::yuyv);
    runner.sink->close(true);
    const auto names = runner.scratch.names();
    ASSERT_THAT(names, SizeIs(2));
    EXPECT_TRUE(std::regex_match(names[0], std::regex(R"(\d{8}T\d{6}\.\d{3}Z-000042\.jpg)"))) << names[0];
    EXPECT_TRUE(names[1].ends_with("Z-000043.yuyv")) << names[1];
    EXPECT_EQ(runner.scratch.read(names[0]), "the bytes");
    const auto name = record::parse_file_name(names[0]);
    ASSERT_TRUE(name);
    EXPECT_NEAR(double(name->milliseconds), double(microseconds(std::chrono::system_clock::now())) / 1000, 60'000);
    EXPECT_TRUE(file_sink.blocks);
    EXPECT_TRUE(file_sink.wants);
    EXPECT_EQ(file_sink.queue, 64u);
}

TEST(FileSink, a_folder_for_each_of_several_inputs) {
    Runner runner({}, {"front", "back"});
    runner.open();
    runner.write(1, "f", 0);
    runner.write(1, "b", 1);
    ASSERT_THAT(runner.scratch.names("front"), SizeIs(1));
    ASSERT_THAT(runner.scratch.names("back"), SizeIs(1));
    EXPECT_EQ(runner.scratch.read("back/" + runner.scratch.names("back")[0]), "b");
}

TEST(FileSink, a_full_disk_drops_says_so_once_and_recovers) {
    Runner runner;
    runner.open();
    {
        FileLimit limit(1000);
        const std::string large(5000, 'x');
        for (int i = 0; i < 3; ++i) runner.write(1, large);
        EXPECT_THAT(runner.scratch.names(), IsEmpty()) << "a part of a file stayed";
    }
    EXPECT_EQ((runner.context.drops[{0, "disk full"}]), 3u);
    ASSERT_THAT(runner.context.lines, SizeIs(1));
    EXPECT_THAT(runner.context.lines[0].text, HasSubstr("cannot write to " + runner.scratch.path().string()));
    runner.write(2);
    runner.write(3);
    EXPECT_THAT(runner.scratch.names(), SizeIs(2));
    ASSERT_THAT(runner.context.lines, SizeIs(2));
    EXPECT_THAT(runner.context.lines[1].text, HasSubstr("again"));
}

TEST(FileSink, leaves_min_free_to_others) {
    Runner runner(Texts{{"min_free", {"8000000GiB"}}});
    runner.open();
    runner.write(1);
    runner.write(2);
    EXPECT_THAT(runner.scratch.names(), IsEmpty());
    EXPECT_EQ((runner.context.drops[{0, "disk full"}]), 2u);
    EXPECT_THAT(runner.context.lines, SizeIs(1));
}

TEST(FileSink, keeps_so_many_bytes) {
    Runner runner(Texts{{"keep", {"500B"}}, {"min_free", {"0B"}}});
    runner.scratch.put("20200101T000000.000Z-000001.jpg", std::string(100, 'x'));
    runner.scratch.put("holiday.jpg", std::string(1000, 'x'));
    runner.open();
    for (std::uint64_t i = 0; i < 10; ++i) runner.write(i, std::string(100, 'x'));
    const auto names = runner.scratch.names();
    EXPECT_THAT(names, SizeIs(6));
    EXPECT_THAT(names, testing::Contains("holiday.jpg"));
    EXPECT_THAT(names, testing::Not(testing::Contains("20200101T000000.000Z-000001.jpg")));
}

TEST(FileSink, keeps_for_so_long_beginning_at_open) {
    Runner runner(Texts{{"keep", {"7d"}}, {"min_free", {"0B"}}});
    runner.scratch.put("20200101T000000.000Z-000001.jpg", "x");
    runner.open();
    EXPECT_THAT(runner.scratch.names(), IsEmpty());
    runner.write(1);
    EXPECT_THAT(runner.scratch.names(), SizeIs(1));
}

TEST(FileSink, without_keep_nothing_goes) {
    Runner runner;
    runner.scratch.put("20200101T000000.000Z-000001.jpg", "x");
    runner.open();
    runner.write(1);
    EXPECT_THAT(runner.scratch.names(), SizeIs(2));
}

}  // namespace
}  // namespace sluice::test
