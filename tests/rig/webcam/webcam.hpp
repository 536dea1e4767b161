#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "jpeg_frames.hpp"
#include "options.hpp"
#include "usbip_port.hpp"
#include "uvc_device.hpp"
#include "video_stream.hpp"

namespace rig {

// One camera, from being plugged in until it is unplugged.
class Webcam {
public:
    using Clock = VideoStream::Clock;

    // `frames` holds one entry for each size that `options` offers, and may hold more.
    Webcam(const Options& options, const std::vector<JpegFrames>& frames);

    // Serves the kernel until it is time to be unplugged. Throws std::runtime_error when the kernel gives up first.
    void run();

private:
    bool unplugged();
    void announce_once();
    void print_counts() const;
    bool message_waits() const;
    void handle(const UsbMessage& message);
    bool hangs_on(const UsbMessage& message);
    void handle_control(const UsbMessage& message);
    void answer_late();
    bool cancel(std::uint32_t number);

    // A control request that a hung camera leaves unanswered for a while.
    struct Late {
        UsbMessage message;
        Clock::time_point due;
    };

    const Options& options_;
    const std::vector<JpegFrames>& frames_;
    UvcDevice device_;
    UsbIpPort port_;
    VideoStream stream_;
    std::optional<Late> late_;
    const Clock::time_point plugged_in_ = Clock::now();
    Clock::time_point last_frame_ = plugged_in_;
    bool announced_ = false;
};

}  // namespace rig
