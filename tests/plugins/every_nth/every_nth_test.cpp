// every_nth as it is shipped: the .so, through the gate.
#include <gmock/gmock.h>

#include <sluice/bench.hpp>

namespace sluice::bench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

FilterBench every_nth(const Texts& texts = {}) { return FilterBench::load(EVERY_NTH, "every_nth", texts); }

std::vector<FramePtr> feed(FilterBench& bench, int count) {
    const Bytes picture = plain_picture(90, {64, 48});
    std::vector<FramePtr> out;
    for (int i = 0; i < count; ++i)
        for (FramePtr& frame : bench.feed_jpeg(picture)) out.push_back(std::move(frame));
    return out;
}

TEST(EveryNth, DeclaresItself) {
    const FilterBench bench = every_nth();
    const NodeEntry& entry = bench.entry();
    EXPECT_STREQ(entry.summary, "hands on every n-th frame");
    ASSERT_EQ(entry.param_count, 1u);
    EXPECT_STREQ(entry.params[0].name, "n");
    EXPECT_STREQ(entry.params[0].default_text, "2");
    EXPECT_STREQ(entry.params[0].least, "1");
    EXPECT_FALSE(entry.guards || entry.acts || entry.blocks || entry.wants || entry.reshapes);
    EXPECT_THAT(bench.wishes().pixels, IsEmpty());
}

TEST(EveryNth, HandsOnEveryOther) {
    FilterBench bench = every_nth();
    EXPECT_THAT(sequences(feed(bench, 5)), ElementsAre(0, 2, 4));
}

TEST(EveryNth, HandsOnEveryThird) {
    FilterBench bench = every_nth({{"n", "3"}});
    EXPECT_THAT(sequences(feed(bench, 8)), ElementsAre(0, 3, 6));
}

TEST(EveryNth, OneHandsOnAll) {
    FilterBench bench = every_nth({{"n", "1"}});
    EXPECT_THAT(sequences(feed(bench, 3)), ElementsAre(0, 1, 2));
}

TEST(EveryNth, RefusesNone) { EXPECT_THROW((void)every_nth({{"n", "0"}}), Error); }

TEST(EveryNth, BeginsAnewWithAnEpoch) {
    FilterBench bench = every_nth({{"n", "3"}});
    EXPECT_THAT(sequences(feed(bench, 2)), ElementsAre(0));
    bench.new_epoch();
    EXPECT_THAT(sequences(feed(bench, 4)), ElementsAre(0, 3));
}

TEST(EveryNth, CountsFramesNotTheCamerasNumbers) {
    FilterBench bench = every_nth();
    EXPECT_THAT(feed(bench, 1), SizeIs(1));
    bench.camera().lose(3);
    EXPECT_THAT(feed(bench, 1), IsEmpty());
    bench.camera().lose(10);
    EXPECT_THAT(sequences(feed(bench, 1)), ElementsAre(15));
}

TEST(EveryNth, HandsOnTheVeryFrameAndOpensNothing) {
    FilterBench bench = every_nth();
    const FramePtr frame = bench.camera().jpeg(test_picture());
    EXPECT_THAT(bench.feed(frame), ElementsAre(frame));
    EXPECT_THAT(bench.lines(), IsEmpty());
    EXPECT_EQ(bench.counts(), (Counts{.in = 1, .out = 1}));
}

TEST(EveryNth, CountsEachCameraByItself) {
    FilterBench one = every_nth(), two = every_nth();
    EXPECT_THAT(feed(one, 1), SizeIs(1));
    EXPECT_THAT(feed(two, 1), SizeIs(1));
}

}  // namespace
}  // namespace sluice::bench
