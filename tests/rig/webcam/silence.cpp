#include "silence.hpp"

namespace rig {

void Silence::stream_begins()
{
    ++streams_;
    if (is_timed())
        return;
    frames_ = 0;
    until_ = Clock::time_point::min();
}

void Silence::frame_sent(Clock::time_point now)
{
    if (options_.stall_after == 0 || ++frames_ < options_.stall_after)
        return;
    const long most = is_timed() ? options_.stall_times : options_.stall_streams;
    if (most > 0 && (is_timed() ? times_ >= most : streams_ > most))
        return;
    frames_ = 0;
    ++times_;
    until_ = is_timed() ? now + std::chrono::duration_cast<Clock::duration>(
                                    std::chrono::duration<double>(options_.stall_for))
                        : Clock::time_point::max();
}

}  // namespace rig
