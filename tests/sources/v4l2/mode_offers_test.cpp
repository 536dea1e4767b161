#include "sources/v4l2/mode_offers.hpp"

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

CameraSize exact_size(std::uint32_t width, std::uint32_t height) { return {{width, height}, {}, {1, 1}, {}, false}; }

const CameraSize stepped_range{{32, 32}, Size{1920, 1080}, {32, 8}, {}, false};

TEST(ModeOffers, KnowsWhatIsOnAStep) {
    EXPECT_TRUE(offers_size({exact_size(640, 480)}, {640, 480}));
    EXPECT_FALSE(offers_size({exact_size(640, 480)}, {640, 481}));
    EXPECT_TRUE(offers_size({stepped_range}, {64, 40}));
    EXPECT_FALSE(offers_size({stepped_range}, {65, 40}));
    EXPECT_FALSE(offers_size({stepped_range}, {1952, 40}));
    EXPECT_FALSE(offers_size({}, {640, 480}));
}

TEST(ModeOffers, TellsNearlyEqualRatesApartFromOthers) {
    const CameraSize listed{{640, 480}, {}, {1, 1}, {{30000, 1001}, {15, 1}}, false};
    EXPECT_TRUE(offers_rate(listed, {30, 1}));
    EXPECT_FALSE(offers_rate(listed, {25, 1}));
    const CameraSize between{{640, 480}, {}, {1, 1}, {{60, 1}, {5, 1}}, true};
    EXPECT_TRUE(offers_rate(between, {25, 1}));
    EXPECT_TRUE(offers_rate(between, {5, 1}));
    EXPECT_FALSE(offers_rate(between, {4, 1}));
    EXPECT_FALSE(offers_rate(between, {61, 1}));
}

TEST(ModeOffers, FindsTheLargestAndTheNearest) {
    EXPECT_EQ(largest_size({exact_size(1280, 720), exact_size(1280, 960), exact_size(640, 480)}), (Size{1280, 960}));
    EXPECT_EQ(largest_size({exact_size(1280, 720), stepped_range}), (Size{1920, 1080}));
    const CameraSize off_step{{32, 32}, Size{1930, 1084}, {32, 8}, {}, false};  // its end is on no step
    EXPECT_EQ(largest_size({off_step}), (Size{1920, 1080}));
    EXPECT_EQ(nearest_size({exact_size(1280, 720), exact_size(640, 480)}, {800, 600}), (Size{640, 480}));
}

TEST(ModeOffers, NamesUpToThree) {
    EXPECT_EQ(
        nearest_sizes_text({exact_size(1920, 1080), exact_size(1280, 960), exact_size(1280, 720), exact_size(640, 480)},
                           {1281, 720}),
        "1280x720, 1280x960, 640x480");
    EXPECT_EQ(nearest_sizes_text({exact_size(640, 480)}, {1281, 720}), "640x480");
    EXPECT_EQ(nearest_sizes_text({stepped_range}, {1281, 720}), "1280x720 of 32x32 to 1920x1080 in steps of 32x8");
    EXPECT_EQ(nearest_rates_text({{}, {}, {}, {{60, 1}, {30, 1}, {15, 1}, {5, 1}}, false}, {25, 1}), "30, 15, 5");
    EXPECT_EQ(nearest_rates_text({{}, {}, {}, {{60, 1}, {1, 10}}, true}, {90, 1}), "1/10 to 60");
    EXPECT_EQ(nearest_rates_text({}, {90, 1}), "");
}

TEST(ModeOffers, WritesRatesAsAConfigDoes) {
    EXPECT_EQ(rate_text(Rate{30, 1}), "30");
    EXPECT_EQ(rate_text(Rate{30000, 1001}), "29.97");
    EXPECT_EQ(rate_text(Rate{1, 60}), "1/60");
    EXPECT_EQ(rate_text(Rate{15, 2}), "7.5");
    EXPECT_EQ(rate_text(1.0 / 60), "1/60");
    EXPECT_EQ(rate_text(Rate{0xffffffff, 1}), "4.295e+09");
}

}  // namespace
}  // namespace sluice::v4l2
