#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "codec/jpeg_block_tools.hpp"
#include "tests/core/codec/plain_blocks.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::test {
namespace {

using Jpeg = std::vector<std::byte>;

class Draw : public testing::Test {
protected:
    CoefficientEditPtr read(const Jpeg& jpeg) { return tools_.read(jpeg, {}, 10'000'000, pixels_); }
    Jpeg write(const Coefficients& blocks) {
        const Bytes bytes = tools_.write(blocks, bytes_);
        return {bytes.view().begin(), bytes.view().end()};
    }

    BufferPool pixels_, bytes_;
    JpegBlockTools tools_;
};

struct Case {
    int h, v;
    bool gray;
    Size size;
};
constexpr Case cases[] = {{2, 2, false, {320, 240}}, {2, 2, false, {317, 237}}, {2, 1, false, {317, 237}},
                          {1, 1, false, {317, 237}}, {1, 2, false, {317, 237}}, {4, 1, false, {317, 237}},
                          {1, 1, true, {317, 237}},  {2, 2, true, {65, 41}},    {2, 2, false, {1, 1}}};

Jpeg sample(const Case& one) {
    JpegSpec spec;
    spec.width = one.size.width;
    spec.height = one.size.height;
    spec.h = one.h;
    spec.v = one.v;
    spec.gray = one.gray;
    return make_jpeg(spec);
}

constexpr Region everything{-5, -5, 100'000, 100'000};

/// MCUs in which a coefficient differs, by their number.
std::set<std::uint32_t> changed_mcus(const PlainBlocks& a, const PlainBlocks& b) {
    std::set<std::uint32_t> changed;
    for (std::size_t i = 0; i < a.components.size(); ++i) {
        const PlainBlocks::Component &one = a.components[i], &other = b.components[i];
        for (std::uint32_t block = 0; block < one.wide * one.high; ++block)
            if (!std::equal(&one.blocks[block * 64], &one.blocks[block * 64] + 64, &other.blocks[block * 64]))
                changed.insert(block / one.wide / static_cast<unsigned>(one.v) * 1000 +
                               block % one.wide / static_cast<unsigned>(one.h));
    }
    return changed;
}

TEST_F(Draw, sees_the_samples_of_the_jpeg) {
    for (const Case& one : cases) {
        const Jpeg jpeg = sample(one);
        const CoefficientEditPtr edit = read(jpeg);
        int calls = 0;
        edit->draw(everything, [&](Canvas& canvas) {
            ++calls;
            EXPECT_EQ(canvas.format, one.gray ? Format::gray : Format::i420);
            EXPECT_EQ(canvas.width, one.size.width);
            EXPECT_EQ(canvas.height, one.size.height);
            for (int i = 0; i < (one.gray ? 1 : 3); ++i) {
                const PixelPlane<std::uint8_t>& plane = canvas.plane[static_cast<std::size_t>(i)];
                std::vector<std::uint8_t> seen;
                for (std::uint32_t y = 0; y < plane.height; ++y)
                    seen.insert(seen.end(), plane.row(y), plane.row(y) + plane.width);
                EXPECT_EQ(seen, plain_samples(jpeg, i)) << one.h << one.v << one.gray << " plane " << i;
            }
        });
        EXPECT_EQ(calls, 1);
    }
}

TEST_F(Draw, says_where_it_lies) {
    const CoefficientEditPtr edit = read(sample(cases[1]));
    edit->draw({37, 50, 12, 3}, [](Canvas& canvas) {
        EXPECT_EQ(canvas.x, 32u);
        EXPECT_EQ(canvas.y, 48u);
        EXPECT_EQ(canvas.width, 32u);
        EXPECT_EQ(canvas.height, 16u);
        EXPECT_EQ(canvas.plane[1].width, 16u);
    });
    edit->draw({310, 230, 90, 90}, [](Canvas& canvas) {
        EXPECT_EQ(canvas.x, 304u);
        EXPECT_EQ(canvas.width, 13u);
        EXPECT_EQ(canvas.height, 13u);
        EXPECT_EQ(canvas.plane[2].height, 7u);
    });
    for (const Region outside : {Region{317, 0, 5, 5}, Region{0, -9, 9, 9}, Region{5, 5, 0, 9}, Region{5, 5, -3, 9}})
        edit->draw(outside, [](Canvas&) { ADD_FAILURE(); });
}

TEST_F(Draw, of_nothing_changes_nothing) {
    for (const Case& one : cases) {
        const Jpeg jpeg = sample(one);
        const CoefficientEditPtr edit = read(jpeg);
        edit->draw(everything, [](Canvas& canvas) { canvas.plane[0].row(0)[0] ^= 0; });
        EXPECT_STREQ(difference(plain_blocks(write(*edit)), plain_blocks(jpeg)), "");
    }
}

TEST_F(Draw, on_two_corners_changes_them_alone) {
    for (const Case& one : cases) {
        if (one.size.width < 100) continue;
        const Jpeg jpeg = sample(one);
        const CoefficientEditPtr edit = read(jpeg);
        edit->draw(everything, [](Canvas& canvas) {
            canvas.plane[0].row(0)[0] ^= 255;
            canvas.plane[0].row(canvas.height - 1)[canvas.width - 1] ^= 255;
        });
        const PlainBlocks made = plain_blocks(write(*edit)), source = plain_blocks(jpeg);
        const std::uint32_t right = (one.size.width - 1) / edit->mcu().width,
                            low = (one.size.height - 1) / edit->mcu().height;
        EXPECT_EQ(changed_mcus(made, source), (std::set<std::uint32_t>{0, low * 1000 + right}))
            << one.h << one.v << one.gray;
        for (std::size_t i = 1; i < made.components.size(); ++i)
            EXPECT_EQ(made.components[i], source.components[i]) << "chroma was not drawn on";
    }
}

TEST_F(Draw, is_seen_afterwards) {
    for (const Case& one : cases) {
        const Jpeg jpeg = sample(one);
        const CoefficientEditPtr edit = read(jpeg);
        const std::uint8_t color[] = {200, 40, 220};
        edit->draw(everything, [&](Canvas& canvas) {
            for (std::size_t i = 0; i < canvas.planes; ++i)
                for (std::uint32_t y = 0; y < canvas.plane[i].height; ++y)
                    std::memset(canvas.plane[i].row(y), color[i], canvas.plane[i].width);
        });
        const Jpeg made = write(*edit);
        EXPECT_EQ(plain_blocks(made).warnings, 0);
        for (int i = 0; i < (one.gray ? 1 : 3); ++i)
            for (const std::uint8_t sample : plain_samples(made, i))
                ASSERT_NEAR(sample, color[i], 3) << one.h << one.v << one.gray;
    }
}

TEST_F(Draw, leaves_no_trace_beyond_the_edge) {
    // What is covered was continued there by the camera's encoder; the same picture without it must give the same
    // bytes.
    JpegSpec spec;
    spec.width = 317;
    spec.height = 237;
    std::vector<Jpeg> made;
    for (spec.picture = 0; spec.picture < 2; ++spec.picture) {
        const CoefficientEditPtr edit = read(make_jpeg(spec));
        edit->draw(everything, [](Canvas& canvas) {
            for (std::size_t i = 0; i < canvas.planes; ++i)
                for (std::uint32_t y = 0; y < canvas.plane[i].height; ++y)
                    std::memset(canvas.plane[i].row(y), 90, canvas.plane[i].width);
        });
        made.push_back(write(*edit));
    }
    EXPECT_EQ(made[0], made[1]);
}

TEST_F(Draw, again_and_again_and_between_turns) {
    const Jpeg jpeg = sample(cases[2]);
    const CoefficientEditPtr edit = read(jpeg);
    edit->turn(Turn::rotate_90, true);
    for (const std::int32_t x : {3, 40, 100})
        edit->draw({x, 20, 8, 8}, [](Canvas& canvas) {
            for (std::uint32_t y = 0; y < canvas.height; ++y) std::memset(canvas.plane[0].row(y), 255, canvas.width);
        });
    edit->turn(Turn::rotate_270, true);
    edit->crop({0, 0, 317, 232});
    const CoefficientEditPtr untouched = read(jpeg);
    untouched->crop({0, 0, 317, 232});
    const PlainBlocks made = plain_blocks(write(*edit)), source = plain_blocks(write(*untouched));
    EXPECT_EQ(changed_mcus(made, source).size(), 5u);  // two of them lie across an edge
    for (std::size_t i = 1; i < 3; ++i) EXPECT_EQ(made.components[i], source.components[i]);
}

TEST_F(Draw, with_steps_beyond_all_measure) {
    JpegSpec spec;
    spec.quality = 100;
    for (const unsigned step : {255u, 256u, 4096u, 8191u, 8192u, 65535u}) {
        const Jpeg jpeg = recoded(make_jpeg(spec), {.coarse = step});
        const CoefficientEditPtr edit = read(jpeg);
        edit->draw({0, 0, 16, 16}, [](Canvas& canvas) {
            for (std::uint32_t y = 0; y < 16; ++y) std::memset(canvas.plane[0].row(y), 128, 16);
        });
        const PlainBlocks made = plain_blocks(write(*edit)), source = plain_blocks(jpeg);
        EXPECT_EQ(made.components[0].quantiser, source.components[0].quantiser);
        EXPECT_EQ(made.components[0].blocks[0], 0);
        EXPECT_EQ(changed_mcus(made, source).size(), 1u) << step;
    }
}

TEST_F(Draw, that_throws_changes_nothing) {
    const Jpeg jpeg = sample(cases[0]);
    const CoefficientEditPtr edit = read(jpeg);
    EXPECT_THROW(edit->draw(everything,
                            [](Canvas& canvas) {
                                std::memset(canvas.plane[0].row(0), 0, canvas.width);
                                throw std::runtime_error("no font");
                            }),
                 std::runtime_error);
    EXPECT_STREQ(difference(plain_blocks(write(*edit)), plain_blocks(jpeg)), "");
}

TEST_F(Draw, on_several_threads_at_once) {
    const Jpeg jpeg = sample(cases[0]);
    std::vector<Jpeg> made(4);
    std::vector<CoefficientEditPtr> edits;
    for (std::size_t i = 0; i < made.size(); ++i) edits.push_back(read(jpeg));
    {
        std::vector<std::jthread> threads;
        for (CoefficientEditPtr& edit : edits)
            threads.emplace_back([&edit] {
                for (std::int32_t x = 0; x < 300; x += 10)
                    edit->draw({x, 30, 60, 60}, [](Canvas& canvas) { canvas.plane[0].row(3)[3] ^= 128; });
            });
    }
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = write(*edits[i]);
    EXPECT_NE(made[0], jpeg);
    for (const Jpeg& one : made) EXPECT_EQ(one, made[0]);
}

}  // namespace
}  // namespace sluice::test
