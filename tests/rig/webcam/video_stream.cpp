#include "video_stream.hpp"

#include <algorithm>
#include <array>

#include "camera_model.hpp"

namespace rig {
namespace {

// Bits of a payload header (UVC 1.1, 2.4.3.3).
constexpr unsigned end_of_frame = 0x02;
constexpr unsigned error = 0x40;
constexpr unsigned end_of_header = 0x80;
constexpr std::size_t header_bytes = 2;

bool is_nth(long frame, long every)
{
    return every > 0 && (frame + 1) % every == 0;
}

}  // namespace

VideoStream::VideoStream(const Options& options, const JpegFrames& frames, UsbIpPort& port)
    : options_(options), frames_(frames), port_(port), period_(std::chrono::nanoseconds(1'000'000'000 / options.fps))
{
}

void VideoStream::start(Clock::time_point now)
{
    running_ = true;
    ++streams_;
    frame_ = 0;
    due_ = now;
    rest_ = {};
}

void VideoStream::stop()
{
    running_ = false;
    rest_ = {};
}

bool VideoStream::cancel_request(std::uint32_t number)
{
    return std::erase_if(requests_, [&](const UsbMessage& request) { return request.number == number; }) > 0;
}

bool VideoStream::may_begin_frame(Clock::time_point now) const
{
    const bool stalls = options_.stall_after > 0 && frame_ >= options_.stall_after &&
                        (options_.stall_streams == 0 || streams_ <= options_.stall_streams);
    const bool all_sent = options_.count > 0 && total_frames_ >= options_.count;
    return running_ && rest_.empty() && now >= due_ && !stalls && !all_sent;
}

void VideoStream::begin_frame(Clock::time_point now)
{
    const Bytes& picture = frames_.pictures[static_cast<std::size_t>(frame_) % frames_.pictures.size()];
    rest_ = picture;
    if (is_nth(frame_, options_.truncate_every))
        rest_ = rest_.first(rest_.size() / 2);
    faulty_ = is_nth(frame_, options_.error_every);
    frame_id_ ^= 1;
    // A late host gets the frames it missed a little faster, so that a test sees every one; but a host that
    // was away for long does not get a flood.
    due_ += period_;
    if (due_ < now - std::chrono::seconds(1))
        due_ = now;
}

void VideoStream::send_payload()
{
    const UsbMessage request = std::move(requests_.front());
    requests_.pop_front();
    const std::size_t room = std::min(request.length, largest_payload) - header_bytes;
    const auto now = rest_.first(std::min(room, rest_.size()));
    rest_ = rest_.subspan(now.size());
    const bool last = rest_.empty();
    const auto flags = end_of_header | (last ? end_of_frame : 0u) | (faulty_ ? error : 0u) | frame_id_;
    const std::array<std::uint8_t, header_bytes> header{header_bytes, static_cast<std::uint8_t>(flags)};
    port_.answer_read(request, header, now);
    if (last) {
        ++frame_;
        ++total_frames_;
    }
}

void VideoStream::advance(Clock::time_point now)
{
    for (;;) {
        if (may_begin_frame(now))
            begin_frame(now);
        if (rest_.empty() || requests_.empty())
            return;
        send_payload();
    }
}

VideoStream::Clock::time_point VideoStream::next_due() const
{
    return running_ && rest_.empty() ? due_ : Clock::time_point::max();
}

}  // namespace rig
