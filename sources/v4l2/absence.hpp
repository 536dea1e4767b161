#pragma once

#include <optional>
#include <string>
#include <utility>

#include "retry_pace.hpp"

namespace sluice::v4l2 {

/// A camera that is away: when to look for it next, and which of the reasons are worth saying. [lane]
class Absence {
public:
    /// It could not be had, for this reason; `gone`: it is not there at all, however that is put. Gives the reason where it
    /// is to be said: one that differs from what was said last, and lasts. What plugging in brings along for a moment (no
    /// rights yet, busy) is none.
    std::optional<std::string> failed(const std::string& why, bool gone, Clock::time_point now) {
        constexpr auto lasting = std::chrono::seconds(1);
        retry_at_ = pace_.failed(now);
        if (why == said_ || (gone && said_gone_)) {
            unsaid_.clear();
            return std::nullopt;
        }
        if (why != unsaid_) {
            unsaid_ = why;
            unsaid_since_ = now;
        }
        if (!said_.empty() && now - unsaid_since_ < lasting) return std::nullopt;
        said_ = std::exchange(unsaid_, {});
        said_gone_ = gone;
        return said_;
    }
    /// Something changed among the devices: look again at once, and often.
    void sign(Clock::time_point now) noexcept {
        // Nodes and their rights come one after another; and a storm of signs must be no busy loop.
        constexpr auto settle = std::chrono::milliseconds(20);
        pace_.reset();
        retry_at_ = std::min(retry_at_, now + settle);
    }
    /// Nothing gives signs here: look at least every second.
    void unwatched(Clock::time_point now) noexcept { retry_at_ = std::min(retry_at_, now + std::chrono::seconds(1)); }
    /// It is here again.
    void over() noexcept {
        said_.clear();
        unsaid_.clear();
        said_gone_ = false;
    }
    /// It sends frames: the next trouble is a new one.
    void forget_failures() noexcept { pace_.reset(); }

    [[nodiscard]] Clock::time_point retry_at() const noexcept { return retry_at_; }
    /// Empty where it is not away, as far as was said.
    [[nodiscard]] const std::string& reason() const noexcept { return said_; }

private:
    RetryPace pace_{std::chrono::seconds(5)};
    Clock::time_point retry_at_{};
    std::string said_, unsaid_;
    bool said_gone_ = false;
    Clock::time_point unsaid_since_{};
};

}  // namespace sluice::v4l2
