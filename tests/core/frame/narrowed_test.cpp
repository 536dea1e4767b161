#include "frame/narrowed.hpp"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sluice/error.hpp>

#include "codec/damage.hpp"
#include "frame/host_frame.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using ::testing::HasSubstr;

class NarrowedTest : public ::testing::Test {
protected:
    [[nodiscard]] static Bytes kept(std::vector<std::byte> bytes) {
        auto block = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
        const std::span<const std::byte> view(*block);
        return {std::move(block), view};
    }
    [[nodiscard]] static FrameInfo info_of(std::uint32_t width, std::uint32_t height) {
        FrameInfo info;
        info.width = width;
        info.height = height;
        info.sequence = 7;
        info.epoch = 3;
        info.source = "front";
        info.captured = Clock::time_point(std::chrono::seconds(5));
        return info;
    }
    [[nodiscard]] FramePtr jpeg_frame(const test::JpegSpec& spec, Notes notes = {}) const {
        return make_frame(info_of(spec.width, spec.height), kept(test::make_jpeg(spec)), opener_, std::move(notes));
    }
    /// What a reader of the result sees.
    [[nodiscard]] PixelsPtr opened(const FramePtr& frame, Format format = Format::gray) const {
        const Size size{frame->info().width, frame->info().height};
        return codec_->converted(codec_->decode(frame->bytes().view(), size, 1, format != Format::gray), format);
    }
    /// The mean of all samples of a gray picture.
    [[nodiscard]] static double mean(const Pixels& pixels) {
        double sum = 0;
        for (std::uint32_t y = 0; y < pixels.height; ++y)
            for (std::uint32_t x = 0; x < pixels.width; ++x) sum += pixels.plane[0].row(y)[x];
        return sum / pixels.width / pixels.height;
    }
    template <typename Call>
    [[nodiscard]] static std::string complaint_of(Call call) {
        try {
            call();
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing";
    }

    std::shared_ptr<Codec> codec_ = std::make_shared<Codec>();
    OpenerPtr opener_ = std::make_shared<Opener>(codec_);
};

TEST_F(NarrowedTest, ANarrowEnoughFrameComesBackItself) {
    const FramePtr frame = jpeg_frame({.width = 160, .height = 120});
    EXPECT_EQ(narrowed(frame, 160), frame);
    EXPECT_EQ(narrowed(frame, 4'000'000'000), frame);
    EXPECT_EQ(opener_->counters.decodes.load(), 0u);
    const FramePtr unopened = make_frame(info_of(64, 48), kept({std::byte{1}}));
    EXPECT_EQ(narrowed(unopened, 64), unopened) << "nobody need open it";
}

TEST_F(NarrowedTest, TakesTheLeastShrinkThatIsNarrowEnough) {
    struct Case {
        std::uint32_t width, height, most, to_width, to_height;
    };
    for (const Case& one : {Case{640, 480, 639, 320, 240}, Case{640, 480, 320, 320, 240}, Case{640, 480, 319, 160, 120},
                            Case{640, 480, 80, 80, 60}, Case{161, 123, 160, 81, 62}, Case{161, 123, 80, 41, 31}, Case{161, 123, 21, 21, 16}}) {
        const FramePtr small = narrowed(jpeg_frame({.width = one.width, .height = one.height}), one.most);
        EXPECT_EQ(small->info().width, one.to_width) << one.width << " to " << one.most;
        EXPECT_EQ(small->info().height, one.to_height) << one.width << " to " << one.most;
        const PixelsPtr seen = opened(small);
        EXPECT_EQ(seen->width, one.to_width) << "the JPEG says the same as the frame";
        EXPECT_EQ(seen->height, one.to_height);
    }
}

TEST_F(NarrowedTest, ShowsTheSamePictureWhateverItsSampling) {
    const std::vector<test::JpegSpec> specs = {{.h = 2, .v = 2}, {.h = 2, .v = 1}, {.h = 1, .v = 1}, {.h = 1, .v = 2},
                                               {.h = 4, .v = 1}, {.h = 1, .v = 1, .gray = true}, {.progressive = true},
                                               {.without_huffman = true}};
    for (const test::JpegSpec& spec : specs) {
        const FramePtr frame = jpeg_frame(spec);
        const FramePtr small = narrowed(frame, 320);
        EXPECT_LT(small->bytes().size(), frame->bytes().size());
        const PixelsPtr truth = codec_->shrunk(opened(frame), 2);
        const PixelsPtr seen = opened(small);
        double off = 0;
        for (std::uint32_t y = 0; y < seen->height; ++y)
            for (std::uint32_t x = 0; x < seen->width; ++x) off += std::abs(seen->plane[0].row(y)[x] - truth->plane[0].row(y)[x]);
        EXPECT_LT(off / seen->width / seen->height, 4) << "sampling " << spec.h << "x" << spec.v << (spec.gray ? " gray" : "");
    }
}

TEST_F(NarrowedTest, KeepsItsColours) {
    const FramePtr frame = jpeg_frame({.h = 2, .v = 1});
    const PixelsPtr large = opened(frame, Format::rgb24);
    const PixelsPtr small = opened(narrowed(frame, 160), Format::rgb24);
    for (unsigned channel = 0; channel < 3; ++channel) {
        const auto mean_of = [&](const Pixels& pixels) {
            double sum = 0;
            for (std::uint32_t y = 0; y < pixels.height; ++y)
                for (std::uint32_t x = 0; x < pixels.width; ++x) sum += pixels.plane[0].row(y)[3 * x + channel];
            return sum / pixels.width / pixels.height;
        };
        EXPECT_NEAR(mean_of(*small), mean_of(*large), 2) << "channel " << channel;
    }
}

TEST_F(NarrowedTest, TellsOfTheSmallerPictureAndKeepsTheRest) {
    FrameInfo info = info_of(640, 480);
    info.origin.source = "far";
    info.origin.epoch = 5;
    const FramePtr small = narrowed(make_frame(info, kept(test::make_jpeg({})), opener_), 200);
    EXPECT_EQ(small->info().format, Format::jpeg);
    EXPECT_FALSE(small->info().original);
    EXPECT_EQ(small->info().sequence, 7u);
    EXPECT_EQ(small->info().epoch, 3u);
    EXPECT_EQ(small->info().source, "front");
    EXPECT_EQ(small->info().captured, info.captured);
    EXPECT_EQ(small->info().origin.source, "far");
    EXPECT_EQ(small->info().origin.epoch, 5u);
    EXPECT_TRUE(host_frame(small).picture()->has_bytes()) << "encoded already";
}

TEST_F(NarrowedTest, CarriesNotesAndBoxesAlong) {
    const Notes notes = Notes().with("motion", 0.25).with("text", std::string("door"))
                            .with("boxes", std::vector<Box>{{100, 40, 30, 21, "cat", 0.9f, 7}});
    const FramePtr frame = jpeg_frame({}, notes);
    const FramePtr small = narrowed(frame, 160);
    EXPECT_EQ(std::get<double>(*small->notes().find("motion")), 0.25);
    EXPECT_EQ(std::get<std::string>(*small->notes().find("text")), "door");
    const auto& boxes = std::get<std::vector<Box>>(*small->notes().find("boxes"));
    EXPECT_EQ(boxes, (std::vector<Box>{{25, 10, 7.5f, 5.25f, "cat", 0.9f, 7}})) << "in pixels of the frame they ride on";
    EXPECT_EQ(std::get<std::vector<Box>>(*frame->notes().find("boxes"))[0].x, 100) << "the frame itself never changes";
}

TEST_F(NarrowedTest, MakesAJpegOfRawPictures) {
    constexpr std::uint32_t width = 320, height = 240;
    for (const Format format : {Format::yuyv, Format::gray, Format::i420, Format::nv12, Format::bgr24}) {
        FrameInfo info = info_of(width, height);
        info.format = format;
        const std::uint32_t luma_stride = format == Format::yuyv ? 2 * width : format == Format::bgr24 ? 3 * width : width;
        std::size_t size = std::size_t{luma_stride} * height;
        info.planes.count = 1;
        info.planes.plane[0] = {0, luma_stride, height};
        if (format == Format::nv12) info.planes.plane[info.planes.count++] = {static_cast<std::uint32_t>(size), width, height / 2};
        if (format == Format::i420)
            for (std::uint32_t i = 0; i < 2; ++i)
                info.planes.plane[info.planes.count++] = {static_cast<std::uint32_t>(size + i * size / 4), width / 2, height / 2};
        if (format == Format::nv12 || format == Format::i420) size += size / 2;
        std::vector<std::byte> bytes(size, std::byte{128});  // gray without colour in all of them
        const FramePtr small = narrowed(make_frame(info, kept(std::move(bytes)), opener_), 160);
        EXPECT_EQ(small->info().format, Format::jpeg) << name_of(format);
        EXPECT_EQ(small->info().planes.count, 0u);
        EXPECT_EQ(small->info().width, 160u);
        EXPECT_EQ(small->info().range, Range::full);
        EXPECT_NEAR(mean(*opened(small)), 128, 1.5) << name_of(format);
    }
}

TEST_F(NarrowedTest, ALimitedRangeIsExpanded) {
    FrameInfo info = info_of(64, 64);
    info.format = Format::gray;
    info.range = Range::limited;
    info.planes.count = 1;
    info.planes.plane[0] = {0, 64, 64};
    const FramePtr small = narrowed(make_frame(info, kept(std::vector<std::byte>(64 * 64, std::byte{235})), opener_), 32);
    EXPECT_NEAR(mean(*opened(small)), 255, 1.5);
}

TEST_F(NarrowedTest, SaysWhatWouldBeWideEnough) {
    const FramePtr frame = jpeg_frame({.width = 160, .height = 120});
    EXPECT_THAT(complaint_of([&] { static_cast<void>(narrowed(frame, 19)); }), HasSubstr("an eighth is the least; take 20 or more"));
    EXPECT_THAT(complaint_of([&] { static_cast<void>(narrowed(frame, 0)); }), HasSubstr("take 20 or more"));
}

TEST_F(NarrowedTest, WhatNobodyCanOpenIsAnError) {
    std::vector<std::byte> damaged = test::make_jpeg({.width = 160, .height = 120});
    damaged.resize(200);
    EXPECT_THROW(static_cast<void>(narrowed(make_frame(info_of(160, 120), kept(damaged), opener_), 80)), Damage);
    EXPECT_THROW(static_cast<void>(narrowed(make_frame(info_of(320, 240), kept(test::make_jpeg({.width = 160, .height = 120})), opener_), 80)), Damage)
        << "another size than agreed";
    EXPECT_THROW(static_cast<void>(narrowed(make_frame(info_of(160, 120), kept(test::make_jpeg({.width = 160, .height = 120}))), 80)), Error)
        << "nobody declared to open it";
}

TEST_F(NarrowedTest, KeepsNoPixelsOfTheFrame) {
    const FramePtr frame = jpeg_frame({});
    FramePtr small = narrowed(frame, 320);
    static_cast<void>(narrowed(frame, 320));
    EXPECT_EQ(opener_->counters.decodes.load(), 2u) << "each call is a decode of its own";
    const Bytes bytes = small->bytes();
    small.reset();
    EXPECT_GT(bytes.size(), 1000u) << "its bytes outlive it";
}

}  // namespace
}  // namespace sluice
