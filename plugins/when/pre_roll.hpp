#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

#include <sluice/frame.hpp>

/// The newest frames, back to `time` before the newest one and at most `bytes` of them, oldest first. What is
/// kept is bytes and notes: asking for the bytes makes a picture that a filter drew be encoded now, so that
/// no pixels wait here. One thread at a time.
class PreRoll {
public:
    PreRoll(std::chrono::nanoseconds time, std::uint64_t bytes) : time_(time), most_(bytes) {}

    /// True: frames had to go for their bytes that `time` alone would have kept.
    bool keep(sluice::FramePtr frame) {
        if (time_ <= time_.zero()) return false;
        bytes_ += frame->bytes().size();
        frames_.push_back(std::move(frame));
        drop_before(frames_.back()->info().captured);
        bool early = false;
        for (; bytes_ > most_ && !frames_.empty(); early = true) pop();
        return early;
    }

    /// Lets go of all that is too old at `now`.
    void drop_before(sluice::Clock::time_point now) {
        while (!frames_.empty() && frames_.front()->info().captured < now - time_) pop();
    }

    [[nodiscard]] bool empty() const noexcept { return frames_.empty(); }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    /// From the oldest to the newest.
    [[nodiscard]] std::chrono::nanoseconds span() const {
        return empty() ? std::chrono::nanoseconds(0) : frames_.back()->info().captured - frames_.front()->info().captured;
    }

    /// The oldest; only where there is one.
    sluice::FramePtr pop() {
        sluice::FramePtr oldest = std::move(frames_.front());
        frames_.pop_front();
        bytes_ -= oldest->bytes().size();
        return oldest;
    }
    void clear() noexcept {
        frames_.clear();
        bytes_ = 0;
    }

private:
    std::chrono::nanoseconds time_;
    std::uint64_t most_;
    std::deque<sluice::FramePtr> frames_;
    std::uint64_t bytes_ = 0;
};
