#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace sluice {

/// A lane's sign of life: whether it waits, or on which turn of its work it is. It costs the lane two relaxed stores a
/// turn and no look at a clock: PulseWatch has one.
class Pulse {
public:
    Pulse() = default;
    Pulse(const Pulse&) = delete;
    Pulse& operator=(const Pulse&) = delete;

    /// Makes it the calling thread's own, which works from now on until this ends. [lane]
    class OfThisThread {
    public:
        explicit OfThisThread(Pulse& pulse) noexcept : before_(std::exchange(mine_, &pulse)) { turn(); }
        ~OfThisThread() {
            mine_->wait();
            mine_ = before_;
        }
        OfThisThread(const OfThisThread&) = delete;
        OfThisThread& operator=(const OfThisThread&) = delete;

    private:
        Pulse* before_;
    };

    /// As long as it lives the calling thread waits for something to do or for another lane, which is no trouble of
    /// its own; then a new turn begins. Never one inside another. Does nothing on a thread without a pulse. [any thread]
    class Pause {
    public:
        Pause() noexcept {
            if (mine_) mine_->wait();
        }
        ~Pause() { turn(); }
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;
    };

    /// A new turn of work begins, where there was nothing to wait for. [any thread]
    static void turn() noexcept {
        if (mine_) mine_->work();
    }

    struct Sign {
        std::uint32_t turn = 0;
        bool works = false;
        bool operator==(const Sign&) const = default;
    };
    /// [any thread]
    [[nodiscard]] Sign sign() const noexcept {
        const std::uint32_t value = value_.load(std::memory_order_relaxed);
        return {value / 2, value % 2 == 1};
    }

private:
    // Twice the turn's number, and one more while it works. Only its own thread writes.
    void work() noexcept { value_.store((value_.load(std::memory_order_relaxed) + 2) | 1U, std::memory_order_relaxed); }
    void wait() noexcept { value_.store(value_.load(std::memory_order_relaxed) & ~1U, std::memory_order_relaxed); }

    static constinit inline thread_local Pulse* mine_ = nullptr;
    std::atomic<std::uint32_t> value_ = 0;
};

}  // namespace sluice
