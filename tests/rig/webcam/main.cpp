// A USB webcam (UVC 1.1, MJPEG) in user space, plugged into this machine's kernel: its own uvcvideo driver
// serves it as /dev/videoN, so that a capture program meets the real thing, faults and unplugs included.

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <span>
#include <stdexcept>
#include <string_view>

#include "jpeg_frames.hpp"
#include "options.hpp"
#include "usbip_port.hpp"
#include "uvc_device.hpp"
#include "video_stream.hpp"

namespace rig {
namespace {

using Clock = VideoStream::Clock;

class Webcam {
public:
    Webcam(const Options& options, const JpegFrames& frames)
        : options_(options),
          frames_(frames),
          device_({options.name, options.serial, {{frames.width, frames.height, options.fps}}}),
          port_(options.port),
          stream_(options, frames, port_)
    {
    }

    // Serves the kernel until it is time to be unplugged.
    void run()
    {
        while (!unplugged()) {
            announce_once();
            stream_.advance(Clock::now());
            if (!message_waits())
                continue;
            const auto message = port_.read();
            if (!message)
                throw std::runtime_error("the kernel closed the port");
            handle(*message);
        }
        std::fprintf(stderr, "rig_webcam: unplugged after %ld frames\n", stream_.total_frames());
    }

private:
    bool unplugged()
    {
        const auto now = Clock::now();
        const std::chrono::duration<double> age = now - plugged_in_;
        if (options_.count == 0 || stream_.total_frames() < options_.count)
            last_frame_ = now;
        // The driver loses what it has not looked at when the plug is pulled: the last frame shall arrive.
        return (options_.unplug_after > 0 && age.count() > options_.unplug_after) ||
               now - last_frame_ > std::chrono::milliseconds(300);
    }

    // A script waits for this line and learns which device file the camera got.
    void announce_once()
    {
        if (announced_)
            return;
        const std::string file = device_file(options_.port);
        if (file.empty())
            return;
        announced_ = true;
        std::printf("%s %dx%d %d fps port %d\n", file.c_str(), frames_.width, frames_.height, options_.fps,
                    options_.port);
        std::fflush(stdout);
    }

    bool message_waits() const
    {
        using std::chrono::nanoseconds;
        const nanoseconds longest = std::chrono::milliseconds(20);  // so that run() looks at its other duties
        const nanoseconds wait = std::clamp<nanoseconds>(stream_.next_due() - Clock::now(), nanoseconds(0), longest);
        const timespec timeout{0, static_cast<long>(wait.count())};
        pollfd waiting{port_.fd(), POLLIN, 0};
        return ppoll(&waiting, 1, &timeout, nullptr) > 0;
    }

    void handle(const UsbMessage& message)
    {
        if (message.cancels)
            port_.answer_cancel(message, stream_.cancel_request(message.cancelled));
        else if (message.endpoint == video_endpoint)
            stream_.add_request(message);
        else
            handle_control(message);
    }

    void handle_control(const UsbMessage& message)
    {
        const long streams_before = device_.streams_begun();
        auto answer = device_.answer(message.request, message.written);
        if (!answer)
            port_.refuse(message);
        else if (message.to_host)
            port_.answer_read(message, std::span(*answer).first(std::min<std::size_t>(answer->size(), message.length)));
        else
            port_.answer_write(message);
        if (device_.streams_begun() != streams_before)
            stream_.start(Clock::now());
        else if (!device_.streaming())
            stream_.stop();
    }

    const Options& options_;
    const JpegFrames& frames_;
    UvcDevice device_;
    UsbIpPort port_;
    VideoStream stream_;
    const Clock::time_point plugged_in_ = Clock::now();
    Clock::time_point last_frame_ = plugged_in_;
    bool announced_ = false;
};

}  // namespace
}  // namespace rig

int main(int argc, char** argv)
{
    rig::Options options;
    if (argc == 2 && std::string_view(argv[1]) == "--help") {
        std::fputs(rig::usage, stdout);
        return 0;
    }
    try {
        options = rig::parse_options(argc, argv);
    } catch (const std::invalid_argument& mistake) {
        std::fprintf(stderr, "rig_webcam: %s\n\n%s", mistake.what(), rig::usage);
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const rig::JpegFrames frames = rig::load_frames(options.frames);
        rig::Webcam(options, frames).run();
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "rig_webcam: %s\n", failure.what());
        return 1;
    }
    return 0;
}
