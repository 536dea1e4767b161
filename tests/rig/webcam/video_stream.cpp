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
constexpr std::size_t end_marker_bytes = 2;

bool fits(const JpegFrames& frames, const FrameMode& mode)
{
    return frames.width == mode.width && frames.height == mode.height;
}

}  // namespace

VideoStream::VideoStream(const Options& options, const std::vector<JpegFrames>& frames, UsbIpPort& port)
    : options_(options), frames_(frames), port_(port), faults_(options), silence_(options)
{
}

void VideoStream::start(const FrameMode& mode, Clock::duration period, Clock::time_point now)
{
    running_ = true;
    ++streams_;
    silence_.stream_begins();
    frame_ = 0;
    agreed_ = &*std::ranges::find_if(frames_, [&](const JpegFrames& frames) { return fits(frames, mode); });
    period_ = period;
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

void VideoStream::begin_frame(Clock::time_point now)
{
    fault_ = faults_.of(frame_);
    const auto pictures = [&] {
        if (fault_.bytes != Fault::other_size)
            return agreed_;
        return &*std::ranges::find_if(frames_, [&](const JpegFrames& frames) { return &frames != agreed_; });
    }();
    rest_ = pictures->pictures[static_cast<std::size_t>(frame_) % pictures->pictures.size()];
    if (fault_.bytes == Fault::cut)
        rest_ = rest_.first(rest_.size() / 2);
    if (fault_.bytes == Fault::no_end)
        rest_ = rest_.first(rest_.size() - static_cast<std::size_t>(options_.pad) - end_marker_bytes);
    frame_id_ ^= 1;
    // A late host gets the frames it missed a little faster, so that a test sees every one; but a host that
    // was away for long does not get a flood.
    due_ = std::max(due_, silence_.until()) + period_ * (half_rate_ ? 2 : 1);
    if (due_ < now - std::chrono::seconds(1))
        due_ = now;
}

void VideoStream::send_payload(Clock::time_point now)
{
    const UsbMessage request = std::move(requests_.front());
    requests_.pop_front();
    const std::size_t room = std::min(request.length, largest_payload) - header_bytes;
    const auto part = rest_.first(std::min(room, rest_.size()));
    rest_ = rest_.subspan(part.size());
    const bool last = rest_.empty();
    const auto flags = end_of_header | (last ? end_of_frame : 0u) | (fault_.flagged ? error : 0u) | frame_id_;
    const std::array<std::uint8_t, header_bytes> header{header_bytes, static_cast<std::uint8_t>(flags)};
    port_.answer_read(request, header, part);
    if (last) {
        ++frame_;
        faults_.count(fault_);
        silence_.frame_sent(now);
    }
}

void VideoStream::advance(Clock::time_point now)
{
    for (;;) {
        if (now >= next_due())
            begin_frame(now);
        if (rest_.empty() || requests_.empty())
            return;
        send_payload(now);
    }
}

VideoStream::Clock::time_point VideoStream::next_due() const
{
    const bool all_sent = options_.count > 0 && total_frames() >= options_.count;
    return running_ && rest_.empty() && !all_sent ? std::max(due_, silence_.until()) : Clock::time_point::max();
}

std::string VideoStream::counts() const
{
    return faults_.counts() + " streams=" + std::to_string(streams_) + " stalls=" + std::to_string(silence_.times());
}

}  // namespace rig
