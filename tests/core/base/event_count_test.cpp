#include "base/event_count.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Hands numbers over one by one; that it ends shows that nothing told was missed.
TEST(EventCount, NothingThatIsToldIsMissed) {
    std::mutex mutex;
    EventCount given, taken;
    constexpr int last = 20'000;
    int number = 0, read = 0;
    std::thread taker([&] {
        for (int expected = 1; expected <= last; ++expected) {
            std::unique_lock lock(mutex);
            while (number != expected) given.wait(lock);
            read = expected;
            lock.unlock();
            taken.tell_one();
        }
    });
    for (int i = 1; i <= last; ++i) {
        std::unique_lock lock(mutex);
        number = i;
        lock.unlock();
        given.tell_one();
        lock.lock();
        while (read != i) taken.wait(lock);
    }
    taker.join();
    EXPECT_EQ(read, last);
}

TEST(EventCount, AllWhoSleepAreTold) {
    std::mutex mutex;
    EventCount changed;
    bool open = false;
    std::vector<std::thread> sleepers;
    for (int i = 0; i < 4; ++i)
        sleepers.emplace_back([&] {
            std::unique_lock lock(mutex);
            while (!open) changed.wait(lock);
        });
    {
        const std::lock_guard lock(mutex);
        open = true;
    }
    changed.tell_all();
    for (std::thread& sleeper : sleepers) sleeper.join();
}

TEST(EventCount, WaitsAtMostUntilThen) {
    std::mutex mutex;
    EventCount changed;
    std::unique_lock lock(mutex);
    const auto then = steady_clock::now() + milliseconds(30);
    while (steady_clock::now() < then) changed.wait_until(lock, then);
    EXPECT_TRUE(lock.owns_lock());
    const auto past = steady_clock::now() - milliseconds(1);
    changed.wait_until(lock, past);
    EXPECT_TRUE(lock.owns_lock());
}

}  // namespace
}  // namespace sluice
