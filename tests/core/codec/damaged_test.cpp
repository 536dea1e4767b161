#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <vector>

#include <sluice/error.hpp>

#include "codec/codec.hpp"
#include "codec/damage.hpp"
#include "codec/jpeg_style.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::test {
namespace {

using Jpeg = std::vector<std::byte>;

std::vector<Jpeg> small_ones() {
    std::vector<Jpeg> made;
    JpegSpec spec;
    spec.width = 56;
    spec.height = 40;
    for (const auto& [h, v] : std::vector<std::pair<int, int>>{{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}}) {
        spec.h = h;
        spec.v = v;
        spec.restart_rows = h == 2 ? 1 : 0;
        spec.exif = v == 2;
        spec.without_huffman = h == 4;
        made.push_back(make_jpeg(spec));
    }
    spec = {.width = 33, .height = 17, .h = 2, .v = 2};
    spec.progressive = true;
    made.push_back(make_jpeg(spec));
    spec.progressive = false;
    spec.gray = true;
    made.push_back(make_jpeg(spec));
    return made;
}

/// Where the segments begin.
std::vector<std::size_t> segments(const Jpeg& jpeg) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i + 1 < jpeg.size(); ++i)
        if (jpeg[i] == std::byte{0xff} && jpeg[i + 1] != std::byte{0} && jpeg[i + 1] != std::byte{0xff})
            places.push_back(i);
    return places;
}

/// One or two things happen to it, the same for the same seed.
Jpeg damaged(Jpeg jpeg, unsigned seed) {
    std::minstd_rand random(seed + 1);
    const auto up_to = [&](std::size_t end) { return end ? random() % end : 0; };
    const auto at = [&](std::size_t i) { return jpeg.begin() + static_cast<std::ptrdiff_t>(i); };
    for (std::size_t n = 1 + up_to(2); n > 0 && jpeg.size() > 8; --n) {
        const std::vector<std::size_t> places = segments(jpeg);
        const std::size_t place = places.empty() ? 0 : places[up_to(places.size())];
        const std::size_t length = std::min(jpeg.size() - place, 2 + up_to(80));
        switch (up_to(8)) {
            case 0: jpeg.resize(up_to(jpeg.size())); break;
            case 1:
                for (int i = 0; i < 4; ++i) *at(up_to(jpeg.size())) ^= std::byte{1} << static_cast<int>(up_to(8));
                break;
            case 2: jpeg[up_to(std::min<std::size_t>(jpeg.size(), 650))] = static_cast<std::byte>(random()); break;
            case 3: {
                const Jpeg part(at(place), at(place + length));
                jpeg.insert(at(up_to(jpeg.size())), part.begin(), part.end());
                break;
            }
            case 4: jpeg.erase(at(place), at(place + length)); break;
            case 5:
                if (place + 3 < jpeg.size()) jpeg[place + 2 + up_to(2)] = static_cast<std::byte>(random());
                break;
            case 6:
                if (place + 1 < jpeg.size()) jpeg[place + 1] = std::byte{0xc0} | static_cast<std::byte>(up_to(64));
                break;
            default: std::rotate(at(place), at(place + length / 2), at(place + length)); break;
        }
    }
    return jpeg;
}

struct Tally {
    int good = 0, damage = 0, other = 0;
    void operator()(auto&& action) {
        try {
            action();
            ++good;
        } catch (const Damage&) {
            ++damage;
        } catch (const Error&) {
            ++other;
        }
    }
};

TEST(Damaged, ten_thousand_jpegs_give_pixels_or_a_sentence) {
    Codec::Limits limits;
    limits.most_pixels = 300 * 300;
    Codec codec(limits);
    const std::vector<Jpeg> samples = small_ones();
    Tally tally;
    for (unsigned seed = 0; seed < 10'000; ++seed) {
        const Jpeg jpeg = damaged(samples[seed % samples.size()], seed);
        const std::uint32_t shrink = 1u << (seed / 2 % 4);
        tally([&] {
            const PixelsPtr pixels = codec.decode(jpeg, {}, shrink, seed % 2);
            for (std::uint32_t i = 0; i < pixels->planes; ++i)  // to its last sample
                ASSERT_LE(pixels->plane[i].row(pixels->plane[i].height - 1)[pixels->plane[i].width - 1], 255);
            if (seed % 16 == 1) (void)codec.encode(*codec.converted(pixels, Format::bgr24), style_of(jpeg), {});
        });
    }
    EXPECT_GT(tally.good, 3000);
    EXPECT_GT(tally.damage, 1000);
    std::cout << tally.good << " opened, " << tally.damage << " damaged, " << tally.other << " refused\n";
    RecordProperty("good", tally.good);
    RecordProperty("damage", tally.damage);
    RecordProperty("other", tally.other);

    // None of them has left something behind.
    for (const Jpeg& jpeg : samples) EXPECT_NO_THROW((void)codec.decode(jpeg, {}, 1, true));
}

TEST(Damaged, blocks_of_them_can_be_drawn_on_and_written_or_are_refused) {
    Codec::Limits limits;
    limits.most_pixels = 300 * 300;
    Codec codec(limits);
    const std::vector<Jpeg> samples = small_ones();
    Tally tally;
    for (unsigned seed = 0; seed < 3'000; ++seed) {
        const Jpeg jpeg = damaged(samples[seed % samples.size()], seed);
        tally([&] {
            const CoefficientEditPtr blocks = codec.read_blocks(jpeg, {});
            if (!blocks) return;
            blocks->draw({5, 5, 20, 12}, [](Canvas& canvas) { canvas.plane[0].row(0)[0] ^= 0x80; });
            const Bytes made = codec.write_blocks(*blocks);
            ASSERT_NO_THROW((void)codec.decode(made.view(), {}, 1, false)) << "seed " << seed;
        });
    }
    EXPECT_GT(tally.good, 900);
    EXPECT_GT(tally.damage, 300);
}

}  // namespace
}  // namespace sluice::test
