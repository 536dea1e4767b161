#include "frame_timer.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <ctime>
#include <new>

#include "real_calls.hpp"

namespace fake_v4l2 {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

timespec to_timespec(std::uint64_t ns)
{
    return {static_cast<time_t>(ns / second_ns), static_cast<long>(ns % second_ns)};
}

}  // namespace

std::uint64_t monotonic_ns()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * second_ns + static_cast<std::uint64_t>(now.tv_nsec);
}

FrameTimer::FrameTimer(double fps, double phase, int open_flags) : phase_(phase)
{
    const bool nonblocking = (open_flags & O_NONBLOCK) != 0;
    if (fps > 0) {
        period_ns_ = static_cast<std::uint64_t>(static_cast<double>(second_ns) / fps);
        fd_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | (nonblocking ? TFD_NONBLOCK : 0));
    } else {
        fd_ = eventfd(0, EFD_CLOEXEC | (nonblocking ? EFD_NONBLOCK : 0));
    }
    if (fd_ < 0)
        throw std::bad_alloc();
}

FrameTimer::~FrameTimer()
{
    real::close(fd_);
}

void FrameTimer::arm(std::uint64_t first_ns)
{
    const itimerspec when{to_timespec(first_ns ? period_ns_ : 0), to_timespec(first_ns)};
    timerfd_settime(fd_, TFD_TIMER_ABSTIME, &when, nullptr);
}

void FrameTimer::start()
{
    taken_ = 0;
    cleared_ = 0;
    first_due_ns_ = monotonic_ns() + period_ns_;
    if (!is_paced())
        return;
    if (phase_ >= 0)
        first_due_ns_ += period_ns_ - first_due_ns_ % period_ns_ + static_cast<std::uint64_t>(phase_ * static_cast<double>(period_ns_));
    arm(first_due_ns_);
}

void FrameTimer::stop()
{
    if (is_paced())
        arm(0);
    else
        set_ready_unpaced(false);
}

std::uint64_t FrameTimer::take_due(std::uint64_t now_ns)
{
    const std::uint64_t due = is_paced() ? due_ns(taken_) : now_ns;
    if (due > now_ns)
        return 0;
    ++taken_;
    return due;
}

bool FrameTimer::set_ready(bool ready)
{
    if (is_paced())
        return set_ready_paced(ready);
    set_ready_unpaced(ready);
    return true;
}

// A timerfd is readable from a tick until somebody reads it. Ticks beyond `taken_` may be read by accident
// when one falls between looking at the clock and reading: then the timer is set to a time in the past.
bool FrameTimer::set_ready_paced(bool ready)
{
    const bool is_ready = cleared_ < taken_;
    if (ready == is_ready)
        return true;
    if (ready) {
        cleared_ = taken_ - 1;
        arm(due_ns(cleared_));
        return true;
    }
    std::uint64_t ticks = 0;
    if (read(fd_, &ticks, sizeof ticks) == sizeof ticks)
        cleared_ += static_cast<std::uint32_t>(ticks);
    return cleared_ <= taken_;
}

void FrameTimer::set_ready_unpaced(bool ready)
{
    if (ready == ready_)
        return;
    std::uint64_t one = 1;
    const ssize_t done = ready ? write(fd_, &one, sizeof one) : read(fd_, &one, sizeof one);
    if (done == sizeof one)
        ready_ = ready;
}

}  // namespace fake_v4l2
