// every_nth as it is shipped: the .so, through the gate.
#include <unistd.h>

#include <gmock/gmock.h>

#include "plugin/loaded_plugin.hpp"
#include "tests/support/filter_bench.hpp"

namespace sluice {
namespace {

using test::FilterBench;
using test::make_frames;
using test::sequences;
using testing::ElementsAre;
using testing::IsEmpty;

class EveryNth : public testing::Test {
protected:
    EveryNth() {
        if (auto* refusal = std::get_if<plugin::Refusal>(&plugin_)) throw std::runtime_error(refusal->sentence());
        entry_ = std::get<plugin::LoadedPlugin>(plugin_).find({NodeKind::filter, "every_nth"});
    }

    std::variant<plugin::LoadedPlugin, plugin::Refusal> plugin_ =
        plugin::LoadedPlugin::load(plugin::inspect(EVERY_NTH, ::geteuid()));
    const NodeEntry* entry_ = nullptr;
};

TEST_F(EveryNth, DeclaresItself) {
    ASSERT_NE(entry_, nullptr);
    EXPECT_STREQ(entry_->summary, "hands on every n-th frame");
    ASSERT_EQ(entry_->param_count, 1u);
    EXPECT_STREQ(entry_->params[0].name, "n");
    EXPECT_STREQ(entry_->params[0].default_text, "2");
    EXPECT_STREQ(entry_->params[0].least, "1");
    EXPECT_FALSE(entry_->guards || entry_->acts || entry_->blocks || entry_->wants);
}

TEST_F(EveryNth, HandsOnEveryOther) {
    FilterBench bench(*entry_);
    EXPECT_THAT(sequences(bench.feed(make_frames(5))), ElementsAre(0, 2, 4));
}

TEST_F(EveryNth, HandsOnEveryThird) {
    FilterBench bench(*entry_, {{"n", {"3"}}});
    EXPECT_THAT(sequences(bench.feed(make_frames(8))), ElementsAre(0, 3, 6));
}

TEST_F(EveryNth, OneHandsOnAll) {
    FilterBench bench(*entry_, {{"n", {"1"}}});
    EXPECT_THAT(sequences(bench.feed(make_frames(3))), ElementsAre(0, 1, 2));
}

TEST_F(EveryNth, BeginsAnewWithAnEpoch) {
    FilterBench bench(*entry_, {{"n", {"3"}}});
    EXPECT_THAT(sequences(bench.feed(make_frames(2, 1))), ElementsAre(0));
    EXPECT_THAT(sequences(bench.feed(make_frames(4, 2, 100))), ElementsAre(100, 103));
}

TEST_F(EveryNth, CountsFramesNotTheCamerasNumbers) {
    FilterBench bench(*entry_);
    EXPECT_THAT(bench.feed(test::make_frame(5)), testing::SizeIs(1));
    EXPECT_THAT(bench.feed(test::make_frame(9)), IsEmpty());
    EXPECT_THAT(bench.feed(test::make_frame(20)), testing::SizeIs(1));
}

TEST_F(EveryNth, HandsOnTheVeryFrame) {
    FilterBench bench(*entry_);
    const FramePtr frame = test::make_frame();
    EXPECT_THAT(bench.feed(frame), ElementsAre(frame));
    EXPECT_THAT(bench.lines(), IsEmpty());
}

TEST_F(EveryNth, CountsEachCameraByItself) {
    FilterBench one(*entry_), two(*entry_);
    EXPECT_THAT(one.feed(test::make_frame()), testing::SizeIs(1));
    EXPECT_THAT(two.feed(test::make_frame()), testing::SizeIs(1));
}

}  // namespace
}  // namespace sluice
