// Looking at pictures, and the pictures a test can make.
#include <cmath>

#include <gmock/gmock.h>

#include <sluice/bench.hpp>

namespace sluice::bench {
namespace {

using testing::DoubleNear;

FramePtr frame_of(const Bytes& jpeg) { return Camera().jpeg(jpeg); }

TEST(Look, OpensAnyFormatAndShrink) {
    const FramePtr frame = frame_of(test_picture(0, {322, 242}));
    for (const Format format : {Format::gray, Format::i420, Format::bgr24, Format::rgb24})
        for (const std::uint32_t shrink : {1u, 2u, 4u, 8u}) {
            const PixelsPtr seen = pixels(frame, format, shrink);
            EXPECT_EQ(seen->format, format);
            EXPECT_EQ(seen->width, (322 + shrink - 1) / shrink);
            EXPECT_EQ(seen->height, (242 + shrink - 1) / shrink);
        }
}

TEST(Look, OpensRawFramesToo) {
    std::vector<std::byte> rgb;
    for (int i = 0; i < 16 * 16; ++i)
        for (const int value : {200, 100, 50}) rgb.push_back(std::byte(value));
    const FramePtr frame = Camera().raw({Format::rgb24, {16, 16}}, rgb);
    const PixelsPtr seen = pixels(frame, Format::bgr24, 2);
    EXPECT_EQ(seen->width, 8u);
    EXPECT_EQ(seen->plane[0].row(0)[0], 50);
    EXPECT_EQ(seen->plane[0].row(0)[2], 200);
}

TEST(Look, MeansAndLikeness) {
    const PixelsPtr dark = pixels(frame_of(plain_picture(40)), Format::gray);
    const PixelsPtr light = pixels(frame_of(plain_picture(50)), Format::gray);
    EXPECT_THAT(mean(*dark), DoubleNear(40, 0.5));
    EXPECT_TRUE(std::isinf(psnr(*dark, *dark)));
    EXPECT_THAT(psnr(*dark, *light), DoubleNear(20 * std::log10(255.0 / 10), 0.01));
    EXPECT_THROW((void)psnr(*dark, *pixels(frame_of(plain_picture(40)), Format::bgr24)), Error);
    EXPECT_THROW((void)mean(*dark, 1), Error);
}

TEST(TestPicture, IsTheSameEachTimeAndAnotherForEachSeed) {
    const auto text = [](const Bytes& bytes) { return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()); };
    EXPECT_EQ(text(test_picture(7)), text(test_picture(7)));
    EXPECT_NE(text(test_picture(7)), text(test_picture(8)));
    EXPECT_GT(test_picture(7).size(), 10'000u);
}

TEST(TestPicture, OfAnySize) {
    for (const Size size : {Size{1, 1}, {7, 3}, {1920, 1080}}) {
        const FramePtr frame = frame_of(test_picture(12345, size));
        EXPECT_EQ(frame->info().width, size.width);
        EXPECT_EQ(pixels(frame, Format::i420)->height, size.height);
    }
}

TEST(TestPicture, DrawnByTheTest) {
    const Bytes jpeg = draw_picture(Format::bgr24, {32, 32}, [](Canvas& canvas) {
        for (std::uint32_t y = 0; y < canvas.height; ++y)
            for (std::uint32_t x = 0; x < canvas.width * 3; x += 3) {
                canvas.plane[0].row(y)[x] = 255;
                canvas.plane[0].row(y)[x + 1] = canvas.plane[0].row(y)[x + 2] = 0;
            }
    }, {95, 0});
    const PixelsPtr blue = pixels(frame_of(jpeg), Format::rgb24);
    EXPECT_GT(blue->plane[0].row(16)[16 * 3 + 2], 250);
    EXPECT_LT(blue->plane[0].row(16)[16 * 3], 8);
}

}  // namespace
}  // namespace sluice::bench
