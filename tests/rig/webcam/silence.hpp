#pragma once

#include <chrono>

#include "options.hpp"

namespace rig {

// When the camera says nothing: until the stream is started again, or for a time that no restart shortens.
class Silence {
public:
    using Clock = std::chrono::steady_clock;

    explicit Silence(const Options& options) : options_(options) {}

    void stream_begins();
    void frame_sent(Clock::time_point now);

    // Frames go on at this time; the past where it is not silent, the end of time where only a restart helps.
    Clock::time_point until() const { return until_; }
    long times() const { return times_; }

private:
    bool is_timed() const { return options_.stall_for > 0; }

    const Options& options_;
    long streams_ = 0;
    long frames_ = 0;  // of this stream, or since the last timed silence
    long times_ = 0;
    Clock::time_point until_ = Clock::time_point::min();
};

}  // namespace rig
