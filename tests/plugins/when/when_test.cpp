// when as it is shipped: the .so, through the gate.
#include <gmock/gmock.h>

#include "tests/plugins/noting.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using bench::sequences;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class When : public testing::Test {
protected:
    // The numbers of what comes out for `count` more frames with that motion; the camera sends 10 a second.
    std::vector<std::uint64_t> feed(FilterBench& bench, int count, double motion) {
        std::vector<std::uint64_t> numbers;
        for (int i = 0; i < count; ++i) {
            last_ = bench.feed(noting_.on(camera_.jpeg(picture_), "motion", motion));
            for (const std::uint64_t number : sequences(last_)) numbers.push_back(number);
        }
        return numbers;
    }
    static FilterBench load(bench::Texts texts) {
        texts.try_emplace("if", "motion > 0.02");
        return FilterBench::load(WHEN, "when", texts);
    }

    test::Noting noting_;
    bench::Camera camera_{"cam", {10, 1}};
    Bytes picture_ = bench::test_picture(1, {64, 48});
    std::vector<FramePtr> last_;
};

TEST_F(When, HandsOnFromBeforeToAfter) {
    auto bench = load({{"pre", "300ms"}, {"post", "200ms"}});
    EXPECT_THAT(feed(bench, 10, 0), IsEmpty());
    EXPECT_THAT(feed(bench, 1, 0.5), ElementsAre(7, 8, 9, 10));
    EXPECT_THAT(feed(bench, 2, 0.5), ElementsAre(11, 12));
    EXPECT_THAT(feed(bench, 5, 0), ElementsAre(13, 14));
}

TEST_F(When, NeverHandsOnAFrameTwice) {
    auto bench = load({{"pre", "1s"}, {"post", "200ms"}});
    EXPECT_THAT(feed(bench, 2, 0.5), ElementsAre(0, 1));
    EXPECT_THAT(feed(bench, 4, 0), ElementsAre(2, 3));
    EXPECT_THAT(feed(bench, 1, 0.5), ElementsAre(4, 5, 6));
}

TEST_F(When, GoesOnWhereItHoldsAgainWithinPost) {
    auto bench = load({{"pre", "0s"}, {"post", "300ms"}});
    EXPECT_THAT(feed(bench, 1, 0.5), ElementsAre(0));
    EXPECT_THAT(feed(bench, 3, 0), ElementsAre(1, 2, 3));
    const auto event = bench::note<std::int64_t>(last_.at(0), "event");
    EXPECT_THAT(feed(bench, 1, 0.5), ElementsAre(4));
    EXPECT_EQ(bench::note<std::int64_t>(last_.at(0), "event"), event);
    EXPECT_THAT(feed(bench, 9, 0), ElementsAre(5, 6, 7));
}

TEST_F(When, WithoutPreNothingIsKept) {
    auto bench = load({{"pre", "0s"}, {"post", "0s"}});
    EXPECT_THAT(feed(bench, 5, 0), IsEmpty());
    EXPECT_THAT(feed(bench, 1, 0.5), ElementsAre(5));
    EXPECT_THAT(feed(bench, 1, 0), IsEmpty());
    EXPECT_EQ(bench.wishes().holds.count(), 0);
}

TEST_F(When, KeepsNoMoreThanMaxAndSaysSoOnce) {
    const std::size_t size = picture_.size();
    auto bench = load({{"pre", "3s"}, {"max", std::to_string(size * 4) + "B"}});
    EXPECT_THAT(feed(bench, 4, 0), IsEmpty());
    EXPECT_THAT(bench.lines(), IsEmpty());
    EXPECT_THAT(feed(bench, 20, 0), IsEmpty());
    ASSERT_THAT(bench.lines(), SizeIs(1));
    EXPECT_THAT(bench.lines()[0].text, HasSubstr("of the 3.0 s of pre; raise max"));
    EXPECT_THAT(feed(bench, 1, 0.5), ElementsAre(20, 21, 22, 23, 24));
}

TEST_F(When, ForgetsWithAnEpoch) {
    auto bench = load({{"pre", "1s"}, {"post", "1s"}});
    EXPECT_THAT(feed(bench, 3, 0.5), SizeIs(3));
    camera_.new_epoch();
    EXPECT_THAT(feed(bench, 3, 0), IsEmpty());
    camera_.new_epoch();
    EXPECT_THAT(feed(bench, 1, 0.5), ElementsAre(0));
}

TEST_F(When, EventsAreToldApart) {
    auto bench = load({{"pre", "100ms"}, {"post", "0s"}});
    (void)feed(bench, 1, 0);
    (void)feed(bench, 1, 0.5);
    ASSERT_THAT(last_, SizeIs(2));
    const auto first = bench::note<std::int64_t>(last_[0], "event");
    EXPECT_EQ(bench::note<std::int64_t>(last_[1], "event"), first);
    (void)feed(bench, 5, 0);
    (void)feed(bench, 1, 0.5);
    EXPECT_GT(bench::note<std::int64_t>(last_.at(0), "event"), first);
}

TEST_F(When, FramesWithoutTheNoteAreNotHandedOn) {
    auto bench = load({});
    EXPECT_THAT(bench.feed(camera_.jpeg(picture_)), IsEmpty());
}

TEST_F(When, HandsOnTheCamerasBytesAndOpensNothing) {
    auto bench = load({});
    (void)feed(bench, 2, 0.5);
    EXPECT_TRUE(last_.at(0)->info().original);
    EXPECT_EQ(last_[0]->bytes().size(), picture_.size());
    EXPECT_EQ(bench.counts().decodes, 0u);
    EXPECT_TRUE(bench.wishes().pixels.empty());
}

TEST_F(When, DeclaresWhatItHolds) {
    auto bench = load({});
    EXPECT_EQ(bench.wishes().holds, std::chrono::seconds(3));
    EXPECT_EQ(bench.wishes().holds_bytes, 64u << 20);
}

TEST_F(When, CheckReadsTheCondition) {
    try {
        (void)load({{"if", "motion >> 0.02"}});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("\">\" is not expected at character 9; here belongs a note's name or a value"));
    }
}

}  // namespace
}  // namespace sluice
