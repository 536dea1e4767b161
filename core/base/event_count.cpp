#include "base/event_count.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>

namespace sluice {

namespace {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t) && std::atomic<std::uint32_t>::is_always_lock_free,
              "the kernel looks at the atomic's own 32 bits");

// Where a long has 32 bits and a time 64, the older call would read the time wrongly.
constexpr long futex_call() {
#ifdef SYS_futex_time64
    if (sizeof(time_t) > sizeof(long)) return SYS_futex_time64;
#endif
    return SYS_futex;
}

timespec to_timespec(std::chrono::steady_clock::time_point time) {
    const auto since = time.time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
    timespec result{};
    result.tv_sec = static_cast<time_t>(seconds.count());
    result.tv_nsec = static_cast<long>(std::chrono::nanoseconds(since - seconds).count());
    return result;
}

}  // namespace

void EventCount::sleep(std::uint32_t told, const std::chrono::steady_clock::time_point* until) noexcept {
    const timespec limit = until ? to_timespec(*until) : timespec{};
    // Told while unlocking: the kernel would only say so.
    if (told_.load() != told) {
        sleepers_.fetch_sub(1);
        return;
    }
    // The BITSET form, for it takes a moment of the monotonic clock, where plain FUTEX_WAIT takes a duration (futex(2)).
    ::syscall(futex_call(), &told_, FUTEX_WAIT_BITSET_PRIVATE, told, until ? &limit : nullptr, nullptr, FUTEX_BITSET_MATCH_ANY);
    sleepers_.fetch_sub(1);
}

void EventCount::wake(int most) noexcept { ::syscall(futex_call(), &told_, FUTEX_WAKE_PRIVATE, most, nullptr, nullptr, 0); }

}  // namespace sluice
