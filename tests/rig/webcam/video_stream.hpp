#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <vector>

#include "faults.hpp"
#include "jpeg_frames.hpp"
#include "options.hpp"
#include "silence.hpp"
#include "usbip_port.hpp"

namespace rig {

// Paces the pictures and cuts them into UVC payloads for the requests the host has waiting.
class VideoStream {
public:
    using Clock = std::chrono::steady_clock;

    // `frames` holds one entry for each size.
    VideoStream(const Options& options, const std::vector<JpegFrames>& frames, UsbIpPort& port);

    void start(const FrameMode& mode, Clock::duration period, Clock::time_point now);
    void stop();
    void set_half_rate(bool half) { half_rate_ = half; }

    void add_request(UsbMessage request) { requests_.push_back(std::move(request)); }
    bool cancel_request(std::uint32_t number);

    // Sends what is due and fits the waiting requests.
    void advance(Clock::time_point now);

    // When advance() has something to do again, unless a request comes first.
    Clock::time_point next_due() const;

    long total_frames() const { return faults_.frames(); }
    std::string counts() const;

private:
    void begin_frame(Clock::time_point now);
    void send_payload(Clock::time_point now);

    const Options& options_;
    const std::vector<JpegFrames>& frames_;
    UsbIpPort& port_;
    Faults faults_;
    Silence silence_;

    std::deque<UsbMessage> requests_;
    bool running_ = false;
    bool half_rate_ = false;
    long streams_ = 0;
    long frame_ = 0;  // of this stream
    const JpegFrames* agreed_ = nullptr;  // the pictures of the agreed size
    Clock::duration period_{};
    Clock::time_point due_;

    std::span<const std::uint8_t> rest_;  // of the picture being sent; empty between pictures
    Fault fault_;
    std::uint8_t frame_id_ = 0;
};

}  // namespace rig
