#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace sluice {

/// A count that any thread adds to and any thread reads: a mailbox that overflows counts beside the lane it feeds.
class Counter {
public:
    void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

/// Lost frames by reason. Any thread adds; dropping is the rare path, so a lock will do.
class DropCounts {
public:
    void add(std::string_view reason, std::uint64_t n = 1) {
        const std::lock_guard lock(mutex_);
        const auto found = counts_.find(reason);
        if (found != counts_.end())
            found->second += n;
        else
            counts_.emplace(reason, n);
    }
    [[nodiscard]] std::map<std::string, std::uint64_t, std::less<>> get() const {
        const std::lock_guard lock(mutex_);
        return counts_;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::uint64_t, std::less<>> counts_;
};

/// What happened at one node. Every frame that came in is in `out`, `unwanted`, `failed` or a drop; with
/// `on_error: pass` a failed one is in `out` too, and what a filter emits besides is in `out` alone.
struct NodeCounters {
    Counter in;        ///< those lost in the mailbox in front of it included
    Counter out;
    Counter unwanted;  ///< nobody downstream wanted it just then: no loss
    Counter failed;    ///< the node threw
    Counter bytes;     ///< payload bytes of `out`
    DropCounts drops;
};

}  // namespace sluice
