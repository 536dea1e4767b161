#include "frame/picture.hpp"

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "codec/damage.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using test::make_jpeg;

class PictureTest : public ::testing::Test {
protected:
    static constexpr std::uint32_t width = 320, height = 240;

    PictureTest() {
        info_.width = width;
        info_.height = height;
    }

    [[nodiscard]] static Bytes bytes_of(std::vector<std::byte> bytes) {
        auto kept = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
        return {kept, *kept};
    }
    [[nodiscard]] std::shared_ptr<Picture> carried() const {
        return std::make_shared<Picture>(opener_, bytes_of(make_jpeg({.width = width, .height = height})));
    }
    [[nodiscard]] const PictureCounters& counters() const { return opener_->counters; }

    OpenerPtr opener_ = std::make_shared<Opener>(std::make_shared<Codec>());
    FrameInfo info_;
};

TEST_F(PictureTest, IsNotOpenedUntilSomebodyAsks) {
    const auto picture = carried();
    EXPECT_TRUE(picture->has_bytes());
    EXPECT_FALSE(picture->bytes().empty());
    EXPECT_EQ(counters().decodes, 0u);
}

TEST_F(PictureTest, IsDecodedOnceForAllWhoAskTheSame) {
    const auto picture = carried();
    const PixelsPtr first = picture->pixels(info_, {Format::gray, 4});
    EXPECT_EQ(first, picture->pixels(info_, {Format::gray, 4}));
    EXPECT_EQ(first->width, width / 4);
    EXPECT_EQ(first->height, height / 4);
    EXPECT_EQ(counters().decodes, 1u);
}

TEST_F(PictureTest, OneDecodeServesAllMarkedWishes) {
    const auto picture = carried();
    picture->mark(WishSet(1, false));
    picture->mark(WishSet(4, false));
    picture->mark(WishSet(1, true));
    const PixelsPtr quarter = picture->pixels(info_, {Format::gray, 4});
    const PixelsPtr gray = picture->pixels(info_, {Format::gray, 1});
    const PixelsPtr colour = picture->pixels(info_, {Format::bgr24, 1});
    EXPECT_EQ(counters().decodes, 1u);
    EXPECT_EQ(counters().later_decodes, 0u);
    EXPECT_EQ(quarter->width, width / 4);
    EXPECT_EQ(gray->width, width);
    EXPECT_EQ(colour->plane[0].width, width);
}

TEST_F(PictureTest, AWishNobodyKnewOfCostsItsOwnDecodeAndIsCounted) {
    const auto picture = carried();
    static_cast<void>(picture->pixels(info_, {Format::gray, 8}));
    static_cast<void>(picture->pixels(info_, {Format::bgr24, 1}));
    EXPECT_EQ(counters().decodes, 2u);
    EXPECT_EQ(counters().later_decodes, 1u);
    static_cast<void>(picture->pixels(info_, {Format::gray, 2}));
    EXPECT_EQ(counters().decodes, 2u) << "the larger one serves it";
}

// What a filter sees must not depend on which others run beside it.
TEST_F(PictureTest, AViewIsTheSameWhoeverElseAsked) {
    for (const auto& [h, v] : {std::pair{2, 2}, {2, 1}, {1, 1}})
        for (const Format format : {Format::gray, Format::bgr24})
            for (const std::uint32_t shrink : {2u, 4u, 8u}) {
                const Bytes jpeg = bytes_of(make_jpeg({.width = width, .height = height, .h = h, .v = v}));
                Picture alone(opener_, jpeg), beside(opener_, jpeg);
                beside.mark(WishSet(1, true));
                const PixelsPtr a = alone.pixels(info_, {format, shrink});
                const PixelsPtr b = beside.pixels(info_, {format, shrink});
                ASSERT_EQ(a->width, b->width);
                ASSERT_EQ(a->height, b->height);
                const std::uint32_t samples = a->width * (format == Format::gray ? 1 : 3);
                int worst = 0;
                double sum = 0;
                for (std::uint32_t y = 0; y < a->height; ++y)
                    for (std::uint32_t x = 0; x < samples; ++x) {
                        const int off = std::abs(a->plane[0].row(y)[x] - b->plane[0].row(y)[x]);
                        worst = std::max(worst, off);
                        sum += off;
                    }
                // A DCT-scaled mean and the mean of rounded samples differ by rounding alone; colours mix three of them.
                EXPECT_LE(worst, format == Format::gray ? 1 : 6) << h << v << " shrink " << shrink;
                EXPECT_LE(sum / a->height / samples, 0.8) << h << v << " shrink " << shrink;
            }
}

TEST_F(PictureTest, ARegionIsACutThatSharesMemory) {
    const auto picture = carried();
    const PixelsPtr all = picture->pixels(info_, {Format::gray, 2});
    const PixelsPtr part = picture->pixels(info_, {Format::gray, 2, {100, 60, 80, 40}});
    EXPECT_EQ(part->x, 100u);
    EXPECT_EQ(part->y, 60u);
    EXPECT_EQ(part->width, 40u);
    EXPECT_EQ(part->height, 20u);
    EXPECT_EQ(part->plane[0].data, all->plane[0].row(30) + 50);
    EXPECT_EQ(counters().decodes, 1u);
}

TEST_F(PictureTest, ADamagedOneFailsForEveryoneAndIsToldOnce) {
    std::vector<std::byte> jpeg = make_jpeg({.width = width, .height = height});
    jpeg.resize(40);
    Picture picture(opener_, bytes_of(jpeg));
    EXPECT_THROW(static_cast<void>(picture.pixels(info_, {})), Damage);
    EXPECT_THROW(static_cast<void>(picture.pixels(info_, {Format::bgr24, 8})), Damage);
    EXPECT_EQ(counters().decodes, 1u) << "nobody tries again";
    EXPECT_TRUE(picture.first_to_tell_damage());
    EXPECT_FALSE(picture.first_to_tell_damage());
}

TEST_F(PictureTest, TheLastTokenFreesWhatWasDecodedButNotWhatSomebodyKeeps) {
    const auto picture = carried();
    PixelsPtr kept;
    std::weak_ptr<const Pixels> unkept;
    {
        const Picture::Token one(picture), two(picture);
        kept = picture->pixels(info_, {Format::gray, 1});
        unkept = picture->pixels(info_, {Format::bgr24, 1});
        EXPECT_FALSE(unkept.expired());
    }
    EXPECT_TRUE(unkept.expired());
    const std::uint8_t before = kept->plane[0].data[7];
    static_cast<void>(carried()->pixels(info_, {Format::bgr24, 1}));  // takes memory that is free
    EXPECT_EQ(kept->plane[0].data[7], before);
    EXPECT_EQ(kept.use_count(), 1);
}

TEST_F(PictureTest, WhatWasDrawnIsEncodedOnceAndThenNeedsNoPixels) {
    PixelsPtr drawn = carried()->pixels(info_, {Format::i420, 1});
    const std::weak_ptr<const Pixels> memory = drawn;
    Picture picture(opener_, std::move(drawn), {}, {.quality = 50});
    EXPECT_FALSE(picture.has_bytes());
    const std::byte* data = picture.bytes().data();
    EXPECT_EQ(picture.bytes().data(), data);
    EXPECT_EQ(counters().encodes, 1u);
    EXPECT_TRUE(memory.expired());
    info_.format = Format::jpeg;
    EXPECT_EQ(picture.pixels(info_, {Format::gray, 8})->width, width / 8) << "its own JPEG can be opened again";
}

TEST_F(PictureTest, WhatWasDrawnIsSeenWithoutAnEncode) {
    PixelsPtr drawn = carried()->pixels(info_, {Format::bgr24, 1});
    Picture picture(opener_, drawn, {}, {});
    EXPECT_EQ(picture.pixels(info_, {Format::bgr24, 1}), drawn);
    EXPECT_EQ(picture.pixels(info_, {Format::gray, 2})->width, width / 2);
    EXPECT_EQ(counters().encodes, 0u);
    EXPECT_EQ(counters().decodes, 1u) << "only the carried one was opened";
}

TEST_F(PictureTest, BlocksAreHandedOverWhereNobodyElseHasThem) {
    CoefficientEditPtr edit = carried()->edit_blocks(info_, true);
    ASSERT_TRUE(edit);
    const Coefficients* address = edit.get();
    Picture picture(opener_, std::move(edit));
    EXPECT_TRUE(picture.has_blocks(info_));
    CoefficientEditPtr again = picture.edit_blocks(info_, true);
    EXPECT_EQ(again.get(), address) << "not read or copied again";
    EXPECT_EQ(counters().block_reads, 1u);
    EXPECT_EQ(counters().block_writes, 0u);
}

TEST_F(PictureTest, BlocksThatOthersSeeAreCopiedForWhoChangesThem) {
    Picture picture(opener_, carried()->edit_blocks(info_, true));
    const CoefficientsPtr seen = picture.blocks(info_);
    const std::int16_t before = seen->blocks(0)[0];
    const CoefficientEditPtr edit = picture.edit_blocks(info_, true);
    ASSERT_NE(static_cast<const Coefficients*>(edit.get()), seen.get());
    edit->edit(0)[0] = static_cast<std::int16_t>(before + 5);
    EXPECT_EQ(seen->blocks(0)[0], before);
    EXPECT_FALSE(picture.bytes().empty());
    EXPECT_EQ(counters().block_reads, 1u);
    EXPECT_EQ(counters().block_writes, 1u);
}

TEST_F(PictureTest, ManyLanesAskingAtOnceDecodeOnce) {
    const auto picture = carried();
    picture->mark(WishSet(1, true));
    std::atomic<int> good = 0;
    const auto ask = [&](const Wish& wish) {
        if (picture->pixels(info_, wish)->width > 0) ++good;
        if (!picture->bytes().empty()) ++good;
    };
    const std::array wishes = {Wish{Format::gray, 1}, Wish{Format::gray, 4}, Wish{Format::bgr24, 1}, Wish{Format::i420, 1}};
    std::vector<std::thread> lanes;
    for (const Wish& wish : wishes) lanes.emplace_back(ask, wish);
    for (std::thread& lane : lanes) lane.join();
    EXPECT_EQ(good, 8);
    EXPECT_EQ(counters().decodes, 1u);
}

TEST_F(PictureTest, ARawOneIsOpenedToo) {
    FrameInfo info = info_;
    info.format = Format::yuyv;
    info.range = Range::limited;
    info.planes.count = 1;
    info.planes.plane[0] = {0, width * 2, height};
    Picture picture(opener_, bytes_of(std::vector<std::byte>(width * 2 * height, std::byte{235})));
    EXPECT_EQ(picture.pixels(info, {Format::gray, 1})->plane[0].data[0], 255) << "full range, whatever the camera sends";
    EXPECT_FALSE(picture.has_blocks(info));
    EXPECT_EQ(picture.blocks(info), nullptr);
    EXPECT_EQ(picture.edit_blocks(info, true), nullptr);
}

}  // namespace
}  // namespace sluice
