#pragma once

#include <cstdint>

namespace fake_v4l2 {

// Nanoseconds of CLOCK_MONOTONIC, the clock of V4L2's time stamps.
std::uint64_t monotonic_ns();

// When frames are due, told by a file descriptor that becomes readable then, so that poll, select and epoll
// in the program need no help from this library. Not thread-safe: the camera's lock guards it.
class FrameTimer {
public:
    // `fps` 0 is unpaced: a frame is due whenever somebody asks, and set_ready() alone decides what poll sees.
    // `phase` below 0: the first frame is due one period after start(); else at a whole multiple of the period on
    // the clock plus this share of it, so that cameras are in phase, or apart, over processes too.
    FrameTimer(double fps, double phase, int open_flags);
    ~FrameTimer();
    FrameTimer(const FrameTimer&) = delete;
    FrameTimer& operator=(const FrameTimer&) = delete;

    int fd() const { return fd_; }
    bool is_paced() const { return period_ns_ > 0; }

    void start();
    void stop();

    // The time the next frame was due, which counts it; 0 when none is due yet.
    std::uint64_t take_due(std::uint64_t now_ns);
    std::uint32_t frames_taken() const { return taken_; }

    // Makes the descriptor readable or not. In the usual case this is one system call a frame, or none.
    // False where a frame became due meanwhile: take it and decide again.
    bool set_ready(bool ready);

private:
    std::uint64_t due_ns(std::uint32_t frame) const { return first_due_ns_ + frame * period_ns_; }
    bool set_ready_paced(bool ready);
    void set_ready_unpaced(bool ready);
    void arm(std::uint64_t first_ns);

    int fd_ = -1;
    std::uint64_t period_ns_ = 0;
    double phase_ = -1;
    std::uint64_t first_due_ns_ = 0;
    std::uint32_t taken_ = 0;
    std::uint32_t cleared_ = 0;  // paced: ticks of the timer that reads have taken off the descriptor
    bool ready_ = false;         // unpaced
};

}  // namespace fake_v4l2
