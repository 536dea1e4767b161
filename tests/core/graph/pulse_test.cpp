#include "graph/pulse.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "graph/lane.hpp"
#include "graph/pulse_watch.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using test::make_frame;

TEST(Pulse, WorksFromItsThreadsBeginningAndWaitsAfterItsEnd) {
    Pulse pulse;
    EXPECT_FALSE(pulse.sign().works);
    {
        const Pulse::OfThisThread mine(pulse);
        EXPECT_TRUE(pulse.sign().works);
    }
    EXPECT_FALSE(pulse.sign().works);
    Pulse::turn();
    EXPECT_FALSE(pulse.sign().works) << "it is nobody's any more";
}

TEST(Pulse, EachPauseAndEachTurnBeginsAnother) {
    Pulse pulse;
    const Pulse::OfThisThread mine(pulse);
    const Pulse::Sign first = pulse.sign();
    {
        const Pulse::Pause pause;
        EXPECT_FALSE(pulse.sign().works);
    }
    const Pulse::Sign second = pulse.sign();
    EXPECT_TRUE(second.works);
    EXPECT_NE(first, second);
    Pulse::turn();
    EXPECT_TRUE(pulse.sign().works);
    EXPECT_NE(pulse.sign(), second);
}

TEST(Pulse, OfOneThreadIsNotTouchedByAnother) {
    Pulse pulse;
    const Pulse::OfThisThread mine(pulse);
    const Pulse::Sign before = pulse.sign();
    std::jthread([] {
        const Pulse::Pause pause;
        Pulse::turn();
    }).join();
    EXPECT_EQ(pulse.sign(), before);
}

TEST(Pulse, ALaneWaitsInTakeAndWorksBetween) {
    Lane lane;
    Mailbox& mailbox = lane.add(2, config::Drop::oldest);
    Pulse pulse;
    std::vector<Pulse::Sign> at_work;
    std::jthread taker([&] {
        const Pulse::OfThisThread mine(pulse);
        while (lane.take()) at_work.push_back(pulse.sign());
    });
    EXPECT_TRUE(test::wait_for([&] { return pulse.sign().turn > 0 && !pulse.sign().works; }));
    (void)mailbox.put(make_frame(1));
    (void)mailbox.put(make_frame(2));
    mailbox.end();
    taker.join();
    ASSERT_EQ(at_work.size(), 2u);
    EXPECT_TRUE(at_work[0].works);
    EXPECT_TRUE(at_work[1].works);
    EXPECT_NE(at_work[0], at_work[1]) << "a lane that never has to wait makes turns all the same";
}

TEST(Pulse, AGiverThatWaitsForRoomWaits) {
    Lane lane;
    Mailbox& mailbox = lane.add(1, config::Drop::never);
    Pulse pulse;
    std::jthread giver([&] {
        const Pulse::OfThisThread mine(pulse);
        (void)mailbox.put(make_frame(1));
        (void)mailbox.put(make_frame(2));
    });
    EXPECT_TRUE(test::wait_for([&] { return pulse.sign().turn > 0 && !pulse.sign().works; }));
    lane.stop();
}

TEST(Pulse, AWaitForTheTimeIsAWait) {
    Lane lane;
    Pulse pulse;
    std::jthread paced([&] {
        const Pulse::OfThisThread mine(pulse);
        lane.wait_until(Clock::time_point::max());
    });
    EXPECT_TRUE(test::wait_for([&] { return pulse.sign().turn > 0 && !pulse.sign().works; }));
    lane.stop();
}

class Watched : public testing::Test {
protected:
    // What has changed at that second, as "front stuck 11" or "front back 12".
    std::vector<std::string> look(int second) {
        std::vector<std::string> said;
        for (const PulseWatch::Change& change : watch_.look(Clock::time_point(1h) + std::chrono::seconds(second))) {
            const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(change.lasted).count();
            said.push_back(change.name + (change.stuck ? " stuck " : " back ") + std::to_string(lasted));
        }
        return said;
    }
    std::vector<std::string> look(int from, int to) {
        std::vector<std::string> said;
        for (int second = from; second <= to; ++second)
            for (std::string& one : look(second)) said.push_back(one);
        return said;
    }

    using Said = std::vector<std::string>;
    Pulse pulse_;
    PulseWatch watch_{10s};
};

TEST_F(Watched, OneTurnForTooLongIsSaidOnceAndSoIsTheReturn) {
    const Pulse::OfThisThread mine(pulse_);
    watch_.add("front", pulse_);
    EXPECT_EQ(look(0, 10), Said{});
    EXPECT_FALSE(watch_.any_stuck());
    EXPECT_EQ(look(11), Said{"front stuck 11"});
    EXPECT_EQ(look(12, 20), Said{});
    EXPECT_TRUE(watch_.any_stuck());
    Pulse::turn();
    EXPECT_EQ(look(21), Said{"front back 21"});
    EXPECT_FALSE(watch_.any_stuck());
    EXPECT_EQ(look(22, 31), Said{});
    EXPECT_EQ(look(32), Said{"front stuck 11"}) << "the next turn is measured from its own beginning";
}

TEST_F(Watched, AReturnIntoAWaitIsOneToo) {
    const Pulse::OfThisThread mine(pulse_);
    watch_.add("front", pulse_);
    EXPECT_EQ(look(0, 11), Said{"front stuck 11"});
    const Pulse::Pause pause;
    EXPECT_EQ(look(12), Said{"front back 12"});
}

TEST_F(Watched, WaitingMayLastForEver) {
    const Pulse::OfThisThread mine(pulse_);
    const Pulse::Pause pause;
    watch_.add("front", pulse_);
    EXPECT_EQ(look(0, 100), Said{});
}

TEST_F(Watched, WhoMakesTurnsIsNotStuckHoweverBusy) {
    const Pulse::OfThisThread mine(pulse_);
    watch_.add("front", pulse_);
    for (int second = 0; second <= 100; ++second) {
        if (second % 9 == 0) Pulse::turn();
        EXPECT_EQ(look(second), Said{}) << second;
    }
}

TEST_F(Watched, OneIsStuckAndTheOtherIsNot) {
    Pulse other;
    watch_.add("back", other);
    const Pulse::OfThisThread mine(pulse_);
    watch_.add("front", pulse_);
    EXPECT_EQ(look(0, 30), Said{"front stuck 11"});
}

TEST_F(Watched, AfterAPauseOfItsOwnTheWatchJudgesNobody) {
    const Pulse::OfThisThread mine(pulse_);
    watch_.add("front", pulse_);
    EXPECT_EQ(look(0, 5), Said{});
    EXPECT_EQ(look(60), Said{}) << "the whole process was stopped";
    EXPECT_EQ(look(61, 70), Said{});
    EXPECT_EQ(look(71), Said{"front stuck 11"});
}

TEST_F(Watched, WhoeverComesLateIsMeasuredFromThen) {
    EXPECT_EQ(look(0, 20), Said{});
    const Pulse::OfThisThread mine(pulse_);
    watch_.add("front", pulse_);
    EXPECT_EQ(look(21, 30), Said{});
    EXPECT_EQ(look(31), Said{"front stuck 11"});
}

}  // namespace
}  // namespace sluice
