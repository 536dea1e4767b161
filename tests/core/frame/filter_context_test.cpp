#include "frame/filter_context.hpp"

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

// What a filter sees of its host.
class Host final : public FilterContext {
public:
    Host(OpenerPtr opener, std::vector<Wish> wishes, bool coefficients, bool guards = false)
        : FilterContext(std::move(opener), {std::move(wishes), coefficients, guards}) {}
    void emit(FramePtr) override {}
    void log(Level, std::string_view) override {}
    void work_on(const FramePtr& frame) { begin_frame(frame); }
};

class FilterContextTest : public ::testing::Test {
protected:
    [[nodiscard]] FramePtr jpeg_frame(const test::JpegSpec& spec = {.width = 160, .height = 120, .h = 2, .v = 1}) const {
        auto bytes = std::make_shared<const std::vector<std::byte>>(test::make_jpeg(spec));
        FrameInfo info;
        info.width = spec.width;
        info.height = spec.height;
        info.sequence = 7;
        info.epoch = 3;
        return make_frame(info, Bytes(bytes, *bytes), opener_);
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

    OpenerPtr opener_ = std::make_shared<Opener>(std::make_shared<Codec>());
    Host host_{opener_, {{Format::gray, 4}, {Format::i420, 1}, {.format = Format::gray, .at_least = {40, 0}}}, true};
};

TEST_F(FilterContextTest, PixelsThatWereNotDeclaredAreRefusedWithWhatToDo) {
    const FramePtr frame = jpeg_frame();
    EXPECT_EQ(host_.pixels(frame, {Format::gray, 4})->width, 40u);
    EXPECT_EQ(host_.pixels(frame, {.format = Format::gray, .at_least = {40, 0}})->shrink, 4u);
    const auto undeclared = [&](const Wish& wish) { return complaint_of([&] { static_cast<void>(host_.pixels(frame, wish)); }); };
    EXPECT_EQ(undeclared({Format::bgr24, 2}), "pixels that were not declared: bgr24, shrink 2; "
                                                "add wishes.pixels({.format = Format::bgr24, .shrink = 2}) to its wishes()");
    EXPECT_THAT(undeclared({Format::gray, 1}), HasSubstr("not declared: gray; add wishes.pixels({.format = Format::gray}) to"));
    EXPECT_THAT(undeclared({.format = Format::gray, .at_least = {80, 60}}), HasSubstr("at_least 80x60; add wishes.pixels({.format = Format::gray, .at_least = {80, 60}}) to"));
}

TEST_F(FilterContextTest, CoefficientsThatWereNotDeclaredAreRefused) {
    Host plain(opener_, {}, false);
    EXPECT_THAT(complaint_of([&] { static_cast<void>(plain.edit_coefficients(jpeg_frame())); }), HasSubstr("not declared"));
    EXPECT_THAT(complaint_of([&] { static_cast<void>(plain.coefficients(jpeg_frame())); }), HasSubstr("not declared"));
}

TEST_F(FilterContextTest, AFrameWithoutAPictureSaysWhatToDeclare) {
    const FramePtr frame = make_frame({}, {});
    EXPECT_THAT(complaint_of([&] { static_cast<void>(host_.pixels(frame, {Format::gray, 4})); }), HasSubstr("nobody declared"));
}

TEST_F(FilterContextTest, WhatIsPublishedIsLikeTheFrameItCameFrom) {
    const FramePtr frame = host_.note(jpeg_frame(), "motion", 0.5);
    CanvasPtr canvas = host_.edit(frame, Format::i420);
    canvas->plane[0].row(3)[5] = 200;
    const FramePtr made = host_.publish(std::move(canvas), frame, {});
    EXPECT_EQ(made->info().sequence, 7u);
    EXPECT_EQ(made->info().epoch, 3u);
    EXPECT_FALSE(made->info().original);
    EXPECT_EQ(made->info().format, Format::jpeg);
    EXPECT_NE(made->notes().find("motion"), nullptr);
    EXPECT_EQ(opener_->counters.encodes, 0u) << "not before a sink wants bytes";
    EXPECT_EQ(host_.pixels(made, {Format::i420, 1})->plane[0].row(3)[5], 200);
    EXPECT_FALSE(host_.has_coefficients(made));
    EXPECT_FALSE(made->bytes().empty());
    EXPECT_EQ(opener_->counters.encodes, 1u);
}

// No size jump and no change of look: the camera's own tables and sampling.
TEST_F(FilterContextTest, APictureIsEncodedAsTheCameraDoes) {
    for (const int quality : {40, 85}) {
        const FramePtr frame = jpeg_frame({.width = 160, .height = 120, .h = 2, .v = 1, .quality = quality});
        const FramePtr made = host_.publish(host_.edit(frame, Format::i420), frame, {});
        const JpegStyle theirs = style_of(frame->bytes().view());
        const JpegStyle ours = style_of(made->bytes().view());
        ASSERT_EQ(ours.planes, 3u);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(ours.component[i].quantiser, theirs.component[i].quantiser);
            EXPECT_EQ(ours.component[i].h, theirs.component[i].h);
            EXPECT_EQ(ours.component[i].v, theirs.component[i].v);
        }
        EXPECT_NEAR(static_cast<double>(made->bytes().size()), static_cast<double>(frame->bytes().size()), frame->bytes().size() * 0.1);
    }
}

TEST_F(FilterContextTest, AChainOfEditsReadsOnceAndWritesOnce) {
    FramePtr frame = jpeg_frame();
    host_.work_on(frame);
    CoefficientEditPtr edit = host_.edit_coefficients(std::move(frame));
    edit->turn(Turn::rotate_180, true);
    FramePtr turned = host_.publish(std::move(edit), nullptr);
    EXPECT_TRUE(host_.has_coefficients(turned));
    turned = host_.note(turned, "text", std::string("turned"));
    edit = host_.edit_coefficients(std::move(turned));
    edit->drop_chroma();
    const FramePtr gray = host_.publish(std::move(edit), nullptr);
    EXPECT_FALSE(gray->bytes().empty());
    EXPECT_EQ(gray->info().sequence, 7u);
    EXPECT_EQ(opener_->counters.block_reads, 1u);
    EXPECT_EQ(opener_->counters.block_writes, 1u);
    EXPECT_EQ(opener_->counters.decodes, 0u);
}

// A cut stream that ends like a JPEG: most filters take what there is, one that hides somebody does not.
TEST_F(FilterContextTest, APictureWithPartsLostIsDamageToAFilterThatGuards) {
    std::vector<std::byte> jpeg = test::make_jpeg({.width = 160, .height = 120, .h = 2, .v = 1});
    jpeg.erase(jpeg.end() - 1200, jpeg.end() - 600);
    auto kept = std::make_shared<const std::vector<std::byte>>(std::move(jpeg));
    FrameInfo info;
    info.width = 160;
    info.height = 120;
    const FramePtr frame = make_frame(info, Bytes(kept, *kept), opener_);
    Host guard(opener_, {{Format::i420, 1}}, true, true);
    EXPECT_TRUE(host_.pixels(frame, {Format::i420, 1})->partial);
    EXPECT_TRUE(host_.pixels(frame, {Format::gray, 4})->partial);
    EXPECT_TRUE(host_.edit_coefficients(frame)->partial());
    EXPECT_THROW(static_cast<void>(guard.pixels(frame, {Format::i420, 1})), Damage);
    EXPECT_THROW(static_cast<void>(guard.edit(frame, Format::i420)), Damage);
    EXPECT_THROW(static_cast<void>(guard.edit_coefficients(frame)), Damage);
    EXPECT_FALSE(guard.pixels(jpeg_frame(), {Format::i420, 1})->partial);
    EXPECT_FALSE(guard.edit_coefficients(jpeg_frame())->partial());
}

// Cameras pad to their transfer unit, some of them before EOI.
TEST_F(FilterContextTest, PaddingBeforeTheEndIsNoLoss) {
    std::vector<std::byte> jpeg = test::make_jpeg({.width = 160, .height = 120});
    jpeg.insert(jpeg.end() - 2, 7, std::byte{0});
    auto kept = std::make_shared<const std::vector<std::byte>>(std::move(jpeg));
    FrameInfo info;
    info.width = 160;
    info.height = 120;
    const FramePtr frame = make_frame(info, Bytes(kept, *kept), opener_);
    EXPECT_FALSE(host_.pixels(frame, {Format::gray, 4})->partial);
    EXPECT_FALSE(host_.edit_coefficients(frame)->partial());
}

TEST_F(FilterContextTest, AFrameThatSomebodyElseHasKeepsItsBlocks) {
    FramePtr frame = jpeg_frame();
    host_.work_on(frame);
    const FramePtr turned = host_.publish(host_.edit_coefficients(std::move(frame)), nullptr);
    const CoefficientEditPtr edit = host_.edit_coefficients(turned);  // a copy of the handle
    edit->edit(0)[0] = 99;
    EXPECT_NE(host_.coefficients(turned)->blocks(0)[0], 99);
}

}  // namespace
}  // namespace sluice
