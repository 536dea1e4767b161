#include "sources/v4l2/slow_watch.hpp"

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

using namespace std::chrono_literals;
using News = SlowWatch::News;

class SlowWatchTest : public testing::Test {
protected:
    // So many seconds of a camera that sends `fps`, of which each n-th is preceded by a lost one.
    std::vector<News> run(double fps, double seconds, unsigned lose_every = 0, Clock::duration age = 5ms) {
        std::vector<News> told;
        for (int i = 1; i <= fps * seconds; ++i) {
            const bool lost = lose_every > 0 && static_cast<unsigned>(i) % lose_every == 0;
            now_ += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>((lost ? 2 : 1) / fps));
            const News news = watch_.frame(now_, now_ - age, lost);
            if (news != News::nothing) told.push_back(news);
        }
        return told;
    }
    SlowWatch watch_;
    Clock::time_point now_{100s};
};

TEST_F(SlowWatchTest, SaysItOnceAndWhenItIsOver) {
    watch_.begin(30, 4);
    EXPECT_EQ(run(30, 12), std::vector<News>{});
    EXPECT_EQ(run(15, 30), std::vector{News::slow});
    EXPECT_EQ(run(30, 30), std::vector{News::well_again});
}

TEST_F(SlowWatchTest, ALittleLessIsNotSlow) {
    watch_.begin(30, 4);
    EXPECT_EQ(run(27.5, 20), std::vector<News>{});
}

TEST_F(SlowWatchTest, NobodyIsSlowWhereNothingWasAgreed) {
    watch_.begin(0, 4);
    EXPECT_EQ(run(1, 60), std::vector<News>{});
}

TEST_F(SlowWatchTest, StandingStillIsNotSlow) {
    watch_.begin(30, 4);
    (void)run(30, 7);
    now_ += 6s;
    watch_.skip();
    EXPECT_EQ(run(30, 20), std::vector<News>{});
}

TEST_F(SlowWatchTest, TellsWhatItCounted) {
    watch_.begin(30, 4);
    EXPECT_EQ(run(30, 10, 3, 200ms), std::vector{News::slow});
    SlowFacts facts;
    watch_.tell(facts);
    EXPECT_EQ(facts.agreed, 30);
    EXPECT_NEAR(facts.measured, 22.5, 0.5);
    EXPECT_NEAR(static_cast<double>(facts.expected), 150, 4);
    EXPECT_NEAR(static_cast<double>(facts.lost), 37, 2);
    EXPECT_EQ(facts.late, facts.expected - facts.lost) << "each was older than three frames";
}

SlowFacts half_rate() {
    SlowFacts facts;
    facts.agreed = 30;
    facts.measured = 15;
    facts.expected = 75;
    return facts;
}

TEST(SlowReason, NamesWhatIsKnown) {
    SlowFacts facts = half_rate();
    EXPECT_EQ(slow_reason(facts), "15 of 30 fps: the camera sends no more and nothing is lost here; where fewer arrive, look at the subscriber's losses");
    facts.dynamic_framerate = 1;
    EXPECT_EQ(slow_reason(facts), "15 of 30 fps: exposure_dynamic_framerate is on, so the camera slows down in the dark; set it to 0, or give it light");
    facts.exposure = 500;
    EXPECT_EQ(slow_reason(facts), "15 of 30 fps: exposure_time_absolute is 500, 50 ms, longer than a frame; set it below 333");
    facts.exposure = 100;
    EXPECT_EQ(slow_reason(facts).find("exposure"), std::string::npos) << "by hand and short: neither is the reason";
}

TEST(SlowReason, CountedLossesComeFirst) {
    SlowFacts facts = half_rate();
    facts.dynamic_framerate = 1;
    facts.expected = 300;
    facts.lost = 41;
    facts.usb = true;
    EXPECT_EQ(slow_reason(facts), "15 of 30 fps: the driver dropped 41 of 300 (USB); try another cable or port, or a smaller size");
    facts.late = 250;
    EXPECT_EQ(slow_reason(facts), "15 of 30 fps: the driver dropped 41 of 300 for want of free buffers, taken too late here; look at the processor's load and at drop: never");
    facts.lost = 2;
    EXPECT_NE(slow_reason(facts).find("dynamic"), std::string::npos) << "two lost frames do not halve a rate";
}

}  // namespace
}  // namespace sluice::v4l2
