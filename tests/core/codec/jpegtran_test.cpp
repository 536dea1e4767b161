// Whatever can be turned and cut is compared with what libjpeg-turbo's own program makes of the same picture,
// coefficient by coefficient.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <sluice/error.hpp>

#include "codec/jpeg_block_tools.hpp"
#include "tests/core/codec/plain_blocks.hpp"
#include "tests/support/jpeg_samples.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice::test {
namespace {

using Jpeg = std::vector<std::byte>;

class Jpegtran : public testing::Test {
protected:
    /// Nothing where it refuses.
    std::optional<Jpeg> jpegtran(const Jpeg& jpeg, const std::string& options) {
        const std::string in = (folder_.path() / "in.jpg").string(), out = (folder_.path() / "out.jpg").string();
        std::ofstream(in, std::ios::binary)
            .write(reinterpret_cast<const char*>(jpeg.data()), static_cast<std::streamsize>(jpeg.size()));
        if (std::system(("jpegtran -copy none " + options + " " + in + " >" + out + " 2>/dev/null").c_str()) != 0)
            return {};
        std::ifstream file(out, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
        return Jpeg(bytes, bytes + text.size());
    }

    Jpeg ours(const Jpeg& jpeg, const std::function<void(CoefficientEdit&)>& change) {
        const CoefficientEditPtr edit = tools_.read(jpeg, {}, 10'000'000, pixels_);
        change(*edit);
        const Bytes bytes = tools_.write(*edit, bytes_);
        return {bytes.view().begin(), bytes.view().end()};
    }

    std::string compared(const Jpeg& jpeg, const std::string& options,
                         const std::function<void(CoefficientEdit&)>& change) {
        const std::optional<Jpeg> expected = jpegtran(jpeg, options);
        if (!expected) return "jpegtran refuses";
        const PlainBlocks made = plain_blocks(ours(jpeg, change));
        return made.warnings != 0 ? "warnings" : difference(made, plain_blocks(*expected));
    }

    ScratchFolder folder_;
    BufferPool pixels_, bytes_;
    JpegBlockTools tools_;
};

struct Sampling {
    const char* name;
    int h, v;
    bool gray;
};
constexpr Sampling samplings[] = {{"4:2:0", 2, 2, false},   {"4:2:2", 2, 1, false}, {"4:4:4", 1, 1, false},
                                  {"4:4:0", 1, 2, false},   {"4:1:1", 4, 1, false}, {"gray", 1, 1, true},
                                  {"gray, 2x2", 2, 2, true}};
constexpr Size sizes[] = {{320, 240}, {317, 237}, {33, 35}};
constexpr Size large_sizes[] = {{640, 480}, {637, 477}, {1280, 720}, {1920, 1080}};

struct Case {
    const char* option;
    Turn turn;
};
constexpr Case turns[] = {{"-rotate 90", Turn::rotate_90},
                          {"-rotate 180", Turn::rotate_180},
                          {"-rotate 270", Turn::rotate_270},
                          {"-flip horizontal", Turn::flip_horizontal},
                          {"-flip vertical", Turn::flip_vertical}};

Jpeg sample(const Sampling& sampling, Size size) {
    JpegSpec spec;
    spec.width = size.width;
    spec.height = size.height;
    spec.h = sampling.h;
    spec.v = sampling.v;
    spec.gray = sampling.gray;
    return make_jpeg(spec);
}

std::string label(const Sampling& sampling, Size size) {
    return std::string(sampling.name) + " " + std::to_string(size.width) + "x" + std::to_string(size.height) + " ";
}

TEST_F(Jpegtran, turns_the_same) {
    for (const Sampling& sampling : samplings)
        for (const Size size : sizes) {
            const Jpeg jpeg = sample(sampling, size);
            for (const Case& turn : turns)
                EXPECT_EQ(compared(jpeg, std::string("-trim ") + turn.option,
                                   [&](CoefficientEdit& edit) { edit.turn(turn.turn, true); }),
                          "")
                    << label(sampling, size) << turn.option;
        }
}

TEST_F(Jpegtran, turns_what_cameras_send_the_same) {
    const Sampling usual[] = {samplings[0], samplings[1]};
    for (std::size_t i = 0; i < std::size(large_sizes); ++i)
        for (const Sampling& sampling : usual) {
            const Jpeg jpeg = sample(sampling, large_sizes[i]);
            for (const Case& turn : {turns[i % 2 == 0 ? 0 : 2], turns[1]})
                EXPECT_EQ(compared(jpeg, std::string("-trim ") + turn.option,
                                   [&](CoefficientEdit& edit) { edit.turn(turn.turn, true); }),
                          "")
                    << label(sampling, large_sizes[i]) << turn.option;
        }
}

TEST_F(Jpegtran, refuses_where_we_do) {
    int refused = 0;
    for (const Sampling& sampling : samplings)
        for (const Size size : {Size{160, 96}, Size{157, 96}, Size{160, 93}, Size{16, 16}, Size{32, 8}}) {
            const Jpeg jpeg = sample(sampling, size);
            for (const Case& turn : turns) {
                const std::string option = std::string("-perfect ") + turn.option;
                const auto change = [&](CoefficientEdit& edit) { edit.turn(turn.turn, false); };
                if (const std::optional<Jpeg> expected = jpegtran(jpeg, option)) {
                    EXPECT_STREQ(difference(plain_blocks(ours(jpeg, change)), plain_blocks(*expected)), "")
                        << label(sampling, size) << option;
                    continue;
                }
                ++refused;
                std::string text;
                try {
                    (void)ours(jpeg, change);
                } catch (const Error& error) {
                    text = error.what();
                }
                EXPECT_THAT(text, testing::HasSubstr("is not a multiple of")) << label(sampling, size) << option;
            }
        }
    EXPECT_GT(refused, 20);
}

TEST_F(Jpegtran, crops_the_same) {
    for (const Sampling& sampling : samplings)
        for (const Size size : sizes) {
            const Jpeg jpeg = sample(sampling, size);
            const auto w = static_cast<std::int32_t>(size.width), h = static_cast<std::int32_t>(size.height);
            for (const Region region : {Region{0, 0, w, h}, Region{5, 3, 17, 19}, Region{w / 3, h / 3, w / 2, h / 2},
                                        Region{w - 9, h - 11, 9, 11}, Region{0, h / 2, w, 1}}) {
                const std::string option = "-crop " + std::to_string(region.width) + "x" +
                                           std::to_string(region.height) + "+" + std::to_string(region.x) + "+" +
                                           std::to_string(region.y);
                EXPECT_EQ(compared(jpeg, option, [&](CoefficientEdit& edit) { edit.crop(region); }), "")
                    << label(sampling, size) << option;
            }
        }
}

TEST_F(Jpegtran, drops_colour_the_same) {
    for (const Sampling& sampling : samplings)
        for (const Size size : sizes)
            EXPECT_EQ(compared(sample(sampling, size), "-grayscale", [](CoefficientEdit& edit) { edit.drop_chroma(); }),
                      "")
                << label(sampling, size);
}

TEST_F(Jpegtran, chains_the_same) {
    for (const Sampling& sampling : samplings) {
        const Jpeg jpeg = sample(sampling, {637, 477});
        const std::optional<Jpeg> cut = jpegtran(jpeg, "-crop 333x222+37+41");
        ASSERT_TRUE(cut);
        const std::optional<Jpeg> turned = jpegtran(*cut, "-trim -rotate 90");
        ASSERT_TRUE(turned);
        const std::optional<Jpeg> gray = jpegtran(*turned, "-grayscale -trim -flip horizontal");
        ASSERT_TRUE(gray);
        const Jpeg made = ours(jpeg, [](CoefficientEdit& edit) {
            edit.crop({37, 41, 333, 222});
            edit.turn(Turn::rotate_90, true);
            edit.drop_chroma();
            edit.turn(Turn::flip_horizontal, true);
        });
        // With -grayscale jpegtran trims to the MCUs of the gray picture, as this order does.
        EXPECT_STREQ(difference(plain_blocks(made), plain_blocks(*gray)), "") << sampling.name;
    }
}

}  // namespace
}  // namespace sluice::test
