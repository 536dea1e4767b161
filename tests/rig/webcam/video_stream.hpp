#pragma once

#include <chrono>
#include <deque>

#include "jpeg_frames.hpp"
#include "options.hpp"
#include "usbip_port.hpp"

namespace rig {

// Paces the pictures and cuts them into UVC payloads for the requests the host has waiting.
class VideoStream {
public:
    using Clock = std::chrono::steady_clock;

    VideoStream(const Options& options, const JpegFrames& frames, UsbIpPort& port);

    void start(Clock::time_point now);
    void stop();

    void add_request(UsbMessage request) { requests_.push_back(std::move(request)); }
    bool cancel_request(std::uint32_t number);

    // Sends what is due and fits the waiting requests.
    void advance(Clock::time_point now);

    // When advance() has something to do again, unless a request comes first.
    Clock::time_point next_due() const;

    long total_frames() const { return total_frames_; }

private:
    bool may_begin_frame(Clock::time_point now) const;
    void begin_frame(Clock::time_point now);
    void send_payload();

    const Options& options_;
    const JpegFrames& frames_;
    UsbIpPort& port_;
    const Clock::duration period_;

    std::deque<UsbMessage> requests_;
    bool running_ = false;
    long streams_ = 0;
    long total_frames_ = 0;
    long frame_ = 0;  // of this stream
    Clock::time_point due_;

    std::span<const std::uint8_t> rest_;  // of the picture being sent; empty between pictures
    bool faulty_ = false;
    std::uint8_t frame_id_ = 0;
};

}  // namespace rig
