#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <sluice/sink.hpp>

namespace sluice::zmq_sink_parts {

/// The newest frame of one input, and the narrower ones made of it, each once for all clients.
/// [one thread at a time]
class LatestNewest {
public:
    void take(const FramePtr& frame, Clock::time_point now);
    void let_go() noexcept;

    /// Counts the frames taken, from 1: whoever has seen this number has nothing new to get. 0: none yet.
    [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
    [[nodiscard]] const FramePtr& frame() const noexcept { return frame_; }

    /// What its source said it delivers; 0: unknown.
    void agree(double fps) noexcept { agreed_fps_ = fps; }
    /// There is one, and by the pace at which they come no newer one is overdue.
    [[nodiscard]] bool current(Clock::time_point now) const;
    /// So old that nobody will be given it any more.
    [[nodiscard]] bool outdated(Clock::time_point now) const;

    struct Version {
        FramePtr frame;
        std::string why;  ///< where there is none
    };
    /// Whether at_most() has nothing to do.
    [[nodiscard]] bool ready(std::uint32_t width) const;
    /// The frame at most so wide. `context` makes it, which takes as long as a decode and an encode.
    [[nodiscard]] const Version& at_most(std::uint32_t width, SinkContext& context);

private:
    [[nodiscard]] Clock::duration period() const;

    FramePtr frame_;
    std::uint64_t number_ = 0;
    std::uint64_t epoch_ = 0;
    Clock::time_point arrived_{};
    Clock::duration least_gap_ = Clock::duration::max();  // between two frames of this epoch
    double agreed_fps_ = 0;
    std::array<Version, 5> versions_;  // itself, a half, a quarter, an eighth; the last: none is narrow enough
    std::array<bool, 5> made_{};
};

}  // namespace sluice::zmq_sink_parts
