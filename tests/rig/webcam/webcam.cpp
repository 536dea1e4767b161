#include "webcam.hpp"

#include <poll.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <span>
#include <stdexcept>

namespace rig {
namespace {

volatile std::sig_atomic_t asked_to_end = 0;
volatile std::sig_atomic_t asked_for_counts = 0;

void listen_to_signals()
{
    std::signal(SIGPIPE, SIG_IGN);
    for (int number : {SIGTERM, SIGINT, SIGHUP})
        std::signal(number, [](int) { asked_to_end = 1; });
    std::signal(SIGUSR1, [](int) { asked_for_counts = 1; });
}

unsigned from_hex(const std::string& digits)
{
    return static_cast<unsigned>(std::stoul(digits, nullptr, 16));
}

CameraModel model_of(const Options& options)
{
    return {from_hex(options.vendor), from_hex(options.product), options.name, options.serial, options.modes};
}

}  // namespace

Webcam::Webcam(const Options& options, const std::vector<JpegFrames>& frames)
    : options_(options),
      frames_(frames),
      device_(model_of(options)),
      port_(options.port),
      stream_(options, frames, port_)
{
    listen_to_signals();
}

void Webcam::run()
{
    while (!unplugged()) {
        announce_once();
        if (asked_for_counts != 0) {
            asked_for_counts = 0;
            print_counts();
        }
        answer_late();
        stream_.advance(Clock::now());
        if (!message_waits())
            continue;
        const auto message = port_.read();
        if (!message)
            throw std::runtime_error("the kernel closed the port");
        handle(*message);
    }
    print_counts();
}

bool Webcam::unplugged()
{
    const auto now = Clock::now();
    const std::chrono::duration<double> age = now - plugged_in_;
    if (options_.count == 0 || stream_.total_frames() < options_.count)
        last_frame_ = now;
    // The driver loses what it has not looked at when the plug is pulled: the last frame shall arrive.
    return asked_to_end != 0 || (options_.unplug_after > 0 && age.count() > options_.unplug_after) ||
           now - last_frame_ > std::chrono::milliseconds(300);
}

// A script waits for this line and learns which device file the camera got.
void Webcam::announce_once()
{
    if (announced_)
        return;
    const std::string file = device_file(options_.port);
    if (file.empty())
        return;
    announced_ = true;
    const FrameMode& mode = options_.modes.front();
    std::printf("%s %dx%d %g fps port %d\n", file.c_str(), mode.width, mode.height, mode.rates.front(), options_.port);
    std::fflush(stdout);
}

void Webcam::print_counts() const
{
    std::printf("counts %s\n", stream_.counts().c_str());
    std::fflush(stdout);
}

bool Webcam::message_waits() const
{
    using std::chrono::nanoseconds;
    const nanoseconds longest = std::chrono::milliseconds(20);  // so that run() looks at its other duties
    const auto now = Clock::now();
    const nanoseconds wait = std::clamp(stream_.next_due(), now, now + longest) - now;
    const timespec timeout{0, static_cast<long>(wait.count())};
    pollfd waiting{port_.fd(), POLLIN, 0};
    return ppoll(&waiting, 1, &timeout, nullptr) > 0;
}

void Webcam::handle(const UsbMessage& message)
{
    if (message.cancels)
        port_.answer_cancel(message, cancel(message.cancelled));
    else if (message.endpoint == video_endpoint)
        stream_.add_request(message);
    else if (!hangs_on(message))
        handle_control(message);
}

bool Webcam::hangs_on(const UsbMessage& message)
{
    const long wait = UvcDevice::begins_streaming(message.request) ? options_.hang_begin
                      : UvcDevice::ends_streaming(message.request) ? options_.hang_end
                                                                   : 0;
    if (wait == 0)
        return false;
    late_ = Late{message, Clock::now() + std::chrono::milliseconds(wait)};
    return true;
}

void Webcam::answer_late()
{
    if (!late_ || Clock::now() < late_->due)
        return;
    handle_control(late_->message);
    late_.reset();
}

void Webcam::handle_control(const UsbMessage& message)
{
    const long streams_before = device_.streams_begun();
    auto answer = device_.answer(message.request, message.written);
    if (!answer)
        port_.refuse(message);
    else if (message.to_host)
        port_.answer_read(message, std::span(*answer).first(std::min<std::size_t>(answer->size(), message.length)));
    else
        port_.answer_write(message);
    stream_.set_half_rate(options_.dark && device_.rate_may_drop());
    if (device_.streams_begun() != streams_before)
        stream_.start(device_.mode(), std::chrono::nanoseconds(100) * device_.interval(), Clock::now());
    else if (!device_.streaming())
        stream_.stop();
}

bool Webcam::cancel(std::uint32_t number)
{
    if (!late_ || late_->message.number != number)
        return stream_.cancel_request(number);
    late_.reset();
    return true;
}

}  // namespace rig
