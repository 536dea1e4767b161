#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace sluice {

/// Where threads sleep until another has changed something that a mutex guards. It does what a condition variable does with
/// fewer steps: telling costs one atomic addition where nobody sleeps, and one system call where somebody does. To wait:
///
///     std::unique_lock lock(mutex);
///     while (!what_is_waited_for) changed.wait(lock);
///
/// To tell: change it under the mutex, unlock, then `changed.tell_one()`.
class EventCount {
public:
    EventCount() = default;
    EventCount(const EventCount&) = delete;
    EventCount& operator=(const EventCount&) = delete;

    /// Unlocks, sleeps until told or for no reason, locks again. [any thread]
    template <typename Lock>
    void wait(Lock& lock) noexcept {
        const std::uint32_t told = announce();
        lock.unlock();
        sleep(told, nullptr);
        lock.lock();
    }

    /// The same, at most until then. [any thread]
    template <typename Lock>
    void wait_until(Lock& lock, std::chrono::steady_clock::time_point time) noexcept {
        const std::uint32_t told = announce();
        lock.unlock();
        sleep(told, &time);
        lock.lock();
    }

    /// [any thread]
    void tell_one() noexcept { tell(1); }
    void tell_all() noexcept { tell(every); }

private:
    static constexpr int every = 0x7fff'ffff;

    // Under the mutex: whoever changes something afterwards sees that somebody sleeps, or is about to.
    std::uint32_t announce() noexcept {
        sleepers_.fetch_add(1);
        return told_.load();
    }
    void sleep(std::uint32_t told, const std::chrono::steady_clock::time_point* until) noexcept;
    void wake(int most) noexcept;

    void tell(int most) noexcept {
        told_.fetch_add(1);
        if (sleepers_.load() > 0) wake(most);
    }

    std::atomic<std::uint32_t> told_ = 0;  // the futex
    std::atomic<std::uint32_t> sleepers_ = 0;
};

}  // namespace sluice
