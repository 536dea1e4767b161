#pragma once

#include <cstdint>
#include <string>

#include <sluice/clock.hpp>

#include "tools/sluice/sub/frame_header.hpp"
#include "tools/sluice/sub/latency_histogram.hpp"
#include "tools/sluice/sub/loss_counter.hpp"

namespace sluice::tool {

/// What has come on one topic: of the last window, and in all.
class TopicMeter {
public:
    struct Figures {
        std::uint64_t frames = 0, bytes = 0, lost = 0;
        LatencyHistogram latency;
    };

    /// `latency_us` as the reader measured it when the message came, at `now`.
    void take(const FrameHeader& header, std::uint64_t bytes, std::int64_t latency_us, Clock::time_point now);
    void relinked() noexcept { losses_.relinked(); }
    /// A message on this topic without a header of wire version 1.
    void take_unreadable() noexcept { ++unreadable_; }

    /// Begins the next window.
    void turn() noexcept;
    /// The clock that latencies are measured by has changed: what was measured by the other is forgotten.
    void forget_latencies() noexcept;

    [[nodiscard]] const Figures& window() const noexcept { return window_; }
    [[nodiscard]] const Figures& total() const noexcept { return total_; }
    [[nodiscard]] const FrameHeader& newest() const noexcept { return newest_; }
    [[nodiscard]] Clock::time_point newest_at() const noexcept { return newest_at_; }
    /// Frames per second from the first to the newest.
    [[nodiscard]] double total_fps() const noexcept;
    [[nodiscard]] double total_seconds() const noexcept;
    [[nodiscard]] std::uint64_t epochs() const noexcept { return losses_.epochs(); }
    [[nodiscard]] std::uint64_t unreadable() const noexcept { return unreadable_; }

private:
    Figures window_, total_;
    LossCounter losses_;
    FrameHeader newest_;
    Clock::time_point first_at_{}, newest_at_{};
    std::uint64_t unreadable_ = 0;
};

}  // namespace sluice::tool
