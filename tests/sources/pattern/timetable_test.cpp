#include "sources/pattern/timetable.hpp"

#include <gtest/gtest.h>

namespace sluice::pattern {
namespace {

using namespace std::chrono_literals;

const Clock::time_point start{1000s};

TEST(Timetable, does_not_drift) {
    const Timetable ntsc({30000, 1001}, start);
    EXPECT_EQ(ntsc.due(0), start);
    EXPECT_EQ(ntsc.due(30000), start + 1001s);
    EXPECT_EQ(ntsc.due(30000ull * 8640 * 365), start + 1001s * 8640 * 365);
    const Timetable slow({1, 60}, start);
    EXPECT_EQ(slow.due(3), start + 180s);
}

TEST(Timetable, newest_is_the_last_one_due) {
    for (const Rate rate : {Rate{30, 1}, Rate{30000, 1001}, Rate{1, 60}, Rate{1000, 1}}) {
        const Timetable table(rate, start);
        EXPECT_EQ(table.newest(start - 1s), 0u);
        for (std::uint64_t number : {0ull, 1ull, 2ull, 29ull, 30ull, 1001ull, 123456789ull}) {
            EXPECT_EQ(table.newest(table.due(number) + 2us), number);
            EXPECT_EQ(table.newest(table.due(number + 1) - 2us), number);
        }
    }
}

}  // namespace
}  // namespace sluice::pattern
