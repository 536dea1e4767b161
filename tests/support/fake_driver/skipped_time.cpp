#include "tests/support/fake_driver/skipped_time.hpp"

#include <atomic>
#include <ctime>

namespace sluice::test {

namespace {

using std::chrono::nanoseconds;

std::atomic<bool> stands = false;
std::atomic<nanoseconds::rep> shown = 0;    // where it stands
std::atomic<nanoseconds::rep> skipped = 0;  // how far it is ahead of the real one

nanoseconds real_time() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

nanoseconds time_now() { return stands ? nanoseconds(shown) : real_time() + nanoseconds(skipped); }

}  // namespace

void skip_time(nanoseconds time) { (stands ? shown : skipped) += time.count(); }

StillTime::StillTime() {
    shown = time_now().count();
    stands = true;
}

StillTime::~StillTime() {
    skipped = shown - real_time().count();
    stands = false;
}

}  // namespace sluice::test

// The library's is a function in a shared object, so the program's own comes first. A clock handed to every part of the
// product would be a seam that only tests need.
std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept { return time_point(sluice::test::time_now()); }
