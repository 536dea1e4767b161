#include "sources/pattern/pattern_source.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>

#include "codec/jpeg_check.hpp"
#include "sources/pattern/layout.hpp"
#include "tests/sources/pattern/picture_reader.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_source_context.hpp"

namespace sluice::test {
namespace {

using pattern::Layout;

std::string number_text(std::uint64_t number, std::size_t cells) {
    std::string text = std::to_string(number);
    if (text.size() < cells) text.insert(0, cells - text.size(), ' ');
    return text.substr(text.size() - cells);
}

std::string time_text(Clock::time_point captured) {
    const auto wall = std::chrono::floor<std::chrono::milliseconds>(wall_time(captured));
    const std::chrono::hh_mm_ss time(wall - std::chrono::floor<std::chrono::days>(wall));
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d", int(time.hours().count()), int(time.minutes().count()), int(time.seconds().count()));
    return text;
}

struct Runner {
    explicit Runner(Texts texts) : params(pattern_source, std::move(texts)), source(pattern_source.make_source(params)) {}

    void run() {
        source->open(context);
        while (source->next(context)) {
        }
        source->close(context);
    }

    FakeParams params;
    FakeSourceContext context;
    std::unique_ptr<Source> source;
};

struct Shape {
    const char *format, *size;
};

class EveryShape : public testing::TestWithParam<Shape> {};

TEST_P(EveryShape, shows_the_number_and_time_of_each_frame) {
    Runner runner({{"format", {GetParam().format}}, {"size", {GetParam().size}}, {"frames", {"25"}}});
    runner.run();
    ASSERT_EQ(runner.context.frames.size(), 25u);
    const Stream& stream = runner.context.streams.at(0);
    std::set<int> places;
    for (const auto& frame : runner.context.frames) {
        const Luma luma = luma_of(stream, frame.bytes.view());
        ASSERT_EQ(luma.width, stream.width);
        ASSERT_EQ(luma.height, stream.height);
        EXPECT_EQ(luma.warnings, 0);
        const std::string number = read_line(luma, Layout::number);
        EXPECT_EQ(number, number_text(frame.sequence, number.size()));
        const std::string time = read_line(luma, Layout::time);
        EXPECT_EQ(time.find('?'), std::string::npos) << time;
        if (time.size() == 12) {
            // The wall clock's offset is asked for anew, so a second may just have turned.
            const auto almost = std::chrono::milliseconds(2);
            EXPECT_TRUE(time.substr(0, 8) == time_text(frame.captured - almost) || time.substr(0, 8) == time_text(frame.captured + almost)) << time;
        }
        places.insert(ball_place(luma));
    }
    EXPECT_GT(places.size(), 2u) << "nothing moves";
}

INSTANTIATE_TEST_SUITE_P(Pattern, EveryShape,
                         testing::Values(Shape{"mjpeg", "1280x720"}, Shape{"jpeg", "320x240"}, Shape{"mjpeg", "641x479"},
                                         Shape{"mjpeg", "64x64"}, Shape{"mjpeg", "1920x1080"}, Shape{"mjpeg", "1000x65"},
                                         Shape{"mjpeg", "67x700"}, Shape{"yuyv", "640x480"}, Shape{"yuyv", "642x479"},
                                         Shape{"uyvy", "320x240"}, Shape{"nv12", "640x480"}, Shape{"nv21", "322x242"},
                                         Shape{"i420", "1280x720"}, Shape{"gray", "641x479"}, Shape{"bgr24", "333x241"},
                                         Shape{"rgb24", "640x480"}));

TEST(PatternSource, jpegs_are_whole_and_4_2_2) {
    Runner runner({{"size", {"640x480"}}, {"frames", {"3"}}});
    runner.run();
    for (const auto& frame : runner.context.frames) {
        const JpegCheck check = check_jpeg(frame.bytes.view());
        EXPECT_EQ(check.verdict, JpegCheck::Verdict::ok);
        EXPECT_EQ(check.width, 640u);
        EXPECT_EQ(check.height, 480u);
        EXPECT_EQ(check.size, frame.bytes.size());
    }
    EXPECT_EQ(runner.context.streams.at(0).fps, 30);
}

TEST(PatternSource, raw_frames_have_the_planes_they_tell_of) {
    for (const char* format : {"yuyv", "uyvy", "nv12", "nv21", "i420", "gray", "bgr24", "rgb24"}) {
        Runner runner({{"format", {format}}, {"size", {"64x66"}}, {"frames", {"1"}}});
        runner.run();
        const Stream& stream = runner.context.streams.at(0);
        std::size_t end = 0;
        for (std::uint32_t i = 0; i < stream.planes.count; ++i) {
            const Plane& plane = stream.planes.plane[i];
            EXPECT_EQ(plane.offset, end) << format;
            end = plane.offset + std::size_t{plane.stride} * plane.rows;
        }
        EXPECT_EQ(runner.context.frames.at(0).bytes.size(), end) << format;
        EXPECT_EQ(name_of(stream.format), format);
    }
}

TEST(PatternSource, frames_are_due_at_the_rate) {
    Runner runner({{"size", {"64x64"}}, {"frames", {"31"}}, {"fps", {"30"}}});
    runner.run();
    const auto& frames = runner.context.frames;
    EXPECT_EQ(frames.back().captured - frames.front().captured, std::chrono::seconds(1));
    for (std::size_t i = 0; i < frames.size(); ++i) EXPECT_EQ(frames[i].sequence, i);
    EXPECT_EQ(runner.context.waits.size(), 31u);
}

TEST(PatternSource, a_late_frame_is_a_gap) {
    Runner runner({{"size", {"64x64"}}, {"frames", {"3"}}, {"fps", {"1000"}}});
    std::vector<std::uint64_t> numbers;
    runner.context.on_frame = [&](const auto& frame) {
        numbers.push_back(frame.sequence);
        const auto until = Clock::now() + std::chrono::milliseconds(5);
        while (numbers.size() == 1 && Clock::now() < until) {
        }
    };
    runner.run();
    ASSERT_EQ(numbers.size(), 3u);
    EXPECT_EQ(numbers[0], 0u);
    EXPECT_GE(numbers[1], 4u);
}

TEST(PatternSource, kept_frames_stay_as_they_were_and_memory_is_bounded) {
    Runner runner({{"size", {"64x64"}}, {"format", {"yuyv"}}, {"frames", {"40"}}});
    runner.run();
    runner.source.reset();
    std::set<const std::byte*> lent;
    std::size_t copied = 0;
    for (const auto& frame : runner.context.frames) {
        const Luma luma = luma_of(runner.context.streams.at(0), frame.bytes.view());
        EXPECT_EQ(read_line(luma, Layout::number), number_text(frame.sequence, 4));
        if (frame.copied)
            ++copied;
        else
            lent.insert(frame.bytes.data());
    }
    EXPECT_EQ(lent.size(), 6u);  // 4 buffers by the plan, and two
    EXPECT_EQ(copied, 34u);
}

TEST(PatternSource, uses_two_buffers_where_nobody_keeps_frames) {
    Runner runner({{"size", {"64x64"}}, {"frames", {"100"}}});
    std::set<const std::byte*> seen;
    runner.context.on_frame = [&](const auto& frame) { seen.insert(frame.bytes.data()); };
    runner.run();
    EXPECT_LE(seen.size(), 2u);
}

TEST(PatternSource, max_does_not_wait) {
    Runner runner({{"size", {"64x64"}}, {"frames", {"10"}}, {"fps", {"max"}}});
    EXPECT_TRUE(pattern_source.unpaced(runner.params));
    runner.run();
    EXPECT_EQ(runner.context.frames.size(), 10u);
    EXPECT_TRUE(runner.context.waits.empty());
    EXPECT_EQ(runner.context.streams.at(0).fps, 0);
}

TEST(PatternSource, stopping_emits_nothing) {
    Runner runner(Texts{{"size", {"64x64"}}});
    runner.source->open(runner.context);
    runner.context.stop = true;
    EXPECT_TRUE(runner.source->next(runner.context));
    EXPECT_TRUE(runner.context.frames.empty());
    runner.source->close(runner.context);
}

class Collector final : public Complaints {
public:
    void add(std::string_view param, std::string_view what, std::string_view) override { all.push_back(std::string(param) + ": " + std::string(what)); }
    std::vector<std::string> all;
};

std::vector<std::string> complaints(Texts texts) {
    Collector collector;
    pattern_source.check(FakeParams(pattern_source, std::move(texts)), collector);
    return collector.all;
}

TEST(PatternSource, check_refuses_what_cannot_be) {
    EXPECT_TRUE(complaints({}).empty());
    EXPECT_TRUE(complaints({{"size", {"641x479"}}}).empty());
    EXPECT_TRUE(complaints({{"size", {"641x479"}}, {"format", {"gray"}}}).empty());
    EXPECT_EQ(complaints({{"size", {"641x480"}}, {"format", {"yuyv"}}}).size(), 1u);
    EXPECT_EQ(complaints({{"size", {"641x479"}}, {"format", {"nv12"}}}).size(), 2u);
    EXPECT_EQ(complaints({{"size", {"32x480"}}}).size(), 1u);
    EXPECT_EQ(complaints({{"size", {"9000x480"}}}).size(), 1u);
    EXPECT_EQ(complaints({{"fps", {"0"}}}).size(), 1u);
}

TEST(PatternSource, promises_what_it_will_deliver) {
    Promise promise;
    pattern_source.promise(FakeParams(pattern_source, {{"format", {"nv12"}}, {"fps", {"15"}}}), promise);
    EXPECT_TRUE(promise.format_known);
    EXPECT_EQ(promise.format, Format::nv12);
    EXPECT_EQ(promise.size, (Size{1280, 720}));
    EXPECT_EQ(promise.rate, (Rate{15, 1}));
    Promise unpaced;
    pattern_source.promise(FakeParams(pattern_source, {{"fps", {"max"}}}), unpaced);
    EXPECT_EQ(unpaced.format, Format::jpeg);
    EXPECT_EQ(unpaced.rate.frames, 0u);
}

}  // namespace
}  // namespace sluice::test
