#include "sinks/zmq/latest_newest.hpp"

#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sluice/error.hpp>

#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_sink_context.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using namespace test;
using testing::HasSubstr;
using std::chrono::milliseconds;
using std::chrono::seconds;

class LatestNewestTest : public testing::Test {
protected:
    LatestNewestTest() {
        context_.narrows = [this](const FramePtr& frame, std::uint32_t most) {
            asked_.push_back(most);
            FrameInfo info = frame->info();
            info.width = most;
            return test::make_frame(info);
        };
    }
    void take(milliseconds at, std::uint64_t epoch = 1) { newest_.take(test::make_frame(0, epoch), begin_ + at); }

    const Clock::time_point begin_{seconds(100)};
    FakeSinkContext context_;
    std::vector<std::uint32_t> asked_;
    LatestNewest newest_;
};

TEST_F(LatestNewestTest, CountsFrames) {
    EXPECT_EQ(newest_.number(), 0u);
    take(milliseconds(0));
    take(milliseconds(33), 2);
    EXPECT_EQ(newest_.number(), 2u) << "epochs do not matter";
}

TEST_F(LatestNewestTest, OnePictureForEachShrinkAndFrame) {
    take(milliseconds(0));
    EXPECT_EQ(newest_.at_most(640, context_).frame, newest_.frame()) << "640 wide it is";
    EXPECT_FALSE(newest_.ready(400));
    const FramePtr half = newest_.at_most(400, context_).frame;
    EXPECT_EQ(half->info().width, 320u);
    EXPECT_EQ(newest_.at_most(320, context_).frame, half);
    EXPECT_TRUE(newest_.ready(639));
    EXPECT_EQ(newest_.at_most(100, context_).frame->info().width, 80u);
    EXPECT_EQ(asked_, (std::vector<std::uint32_t>{320, 80}));
    take(milliseconds(33));
    EXPECT_FALSE(newest_.ready(320)) << "another frame, another picture";
}

TEST_F(LatestNewestTest, SaysWhyThereIsNoNarrowerPicture) {
    take(milliseconds(0));
    EXPECT_THAT(newest_.at_most(79, context_).why, HasSubstr("640 pixels wide cannot be made so narrow: an eighth is the least; ask for max_w 80"));
    EXPECT_TRUE(asked_.empty());
    int calls = 0;
    context_.narrows = [&](const FramePtr&, std::uint32_t) -> FramePtr { throw Error("damaged " + std::to_string(++calls)); };
    EXPECT_EQ(newest_.at_most(320, context_).frame, nullptr);
    EXPECT_THAT(newest_.at_most(320, context_).why, HasSubstr("cannot be made narrower: damaged 1")) << "tried once for a frame";
}

TEST_F(LatestNewestTest, IsCurrentAsLongAsTheNextIsNotOverdue) {
    EXPECT_FALSE(newest_.current(begin_));
    take(milliseconds(0));
    EXPECT_FALSE(newest_.current(begin_ + milliseconds(500))) << "nobody knows how fast they come";
    newest_.agree(1.0 / 60);
    EXPECT_TRUE(newest_.current(begin_ + seconds(59)));
    EXPECT_FALSE(newest_.current(begin_ + seconds(90)));
    EXPECT_FALSE(newest_.outdated(begin_ + seconds(90)));
    EXPECT_TRUE(newest_.outdated(begin_ + seconds(122)));
}

TEST_F(LatestNewestTest, WhatItSeesCountsMoreThanWhatWasAgreed) {
    newest_.agree(30);
    take(milliseconds(0));
    take(milliseconds(10'000));
    EXPECT_TRUE(newest_.current(begin_ + milliseconds(19'000))) << "thinned on its way";
    take(milliseconds(10'100));
    EXPECT_FALSE(newest_.current(begin_ + milliseconds(10'400))) << "the shortest gap: nobody wanted frames for a while";
    take(milliseconds(20'000), 2);
    EXPECT_TRUE(newest_.current(begin_ + milliseconds(20'030))) << "another epoch may have another pace";
    EXPECT_FALSE(newest_.current(begin_ + milliseconds(20'200)));
}

TEST_F(LatestNewestTest, LettingGoKeepsTheCount) {
    take(milliseconds(0));
    newest_.let_go();
    EXPECT_EQ(newest_.frame(), nullptr);
    EXPECT_EQ(newest_.number(), 1u);
    EXPECT_FALSE(newest_.current(begin_));
    EXPECT_FALSE(newest_.outdated(begin_ + seconds(1000)));
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
