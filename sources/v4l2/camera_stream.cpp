#include "camera_stream.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace sluice::v4l2 {

namespace {

using namespace std::chrono_literals;
using Wait = SourceContext::Wait;

constexpr auto rest_after = 2s;           // nobody wants frames: not each change of a subscriber turns the camera off
constexpr auto rest_look = 10s;           // a camera that rests tells nothing when it is pulled
constexpr auto least_silence = 1s;        // no frame for so long, or for several periods, is a stall
constexpr int periods_of_silence = 6;
constexpr auto start_patience = 5s;       // webcams may take seconds to send their first frame
constexpr unsigned most_restarts = 2;     // of a stream without a frame; then the device is opened anew

std::string seconds_text(Clock::duration time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", std::chrono::duration<double>(time).count());
    return text;
}

}  // namespace

CameraStream::CameraStream(std::shared_ptr<Session> session, AgreedMode mode, const CameraSettings& settings, StampClock& clock, std::string dev)
    : session_(std::move(session)),
      mode_(std::move(mode)),
      settings_(settings),
      dev_(std::move(dev)),
      controls_(session_->device().control()),
      usb_(session_->device().driver() == "uvcvideo"),
      clock_(clock) {
    clock_.restart();
    mode_.stream.moment = StampClock::moment_of(session_->stamp_flags());
    mode_.stream.validate = settings_.validate;
    mode_.stream.insert_dht = settings_.insert_dht;
}

CameraStream::~CameraStream() { session_->end(); }

void CameraStream::begin(SourceContext& context) {
    for (const std::string& complaint : controls_.apply(settings_.controls)) context.log(Level::warning, complaint);
    slow_.begin(mode_.stream.fps, static_cast<unsigned>(session_->buffers()));
    begin_patience();
    context.begin(mode_.stream);
    if (settings_.rests && !context.wanted()) go_to_rest(context);
}

bool CameraStream::turn(SourceContext& context) {
    try {
        return resting() ? rest(context) : flow(context);
    } catch (const DeviceError& error) {
        const bool nonsense = error.trouble() == Trouble::nonsense;
        if (nonsense) context.drop("driver error");
        if ((!nonsense && error.trouble() != Trouble::failed) || resting() || restarts_ >= most_restarts) throw;
        start_again(context, error.what());
        return true;
    }
}

bool CameraStream::flow(SourceContext& context) {
    session_->take_back();
    if (settings_.rests && must_rest(context)) return go_to_rest(context), true;
    auto until = silent_since_ + patience_;
    if (unwanted_since_) until = std::min(until, *unwanted_since_ + rest_after);
    switch (context.wait_woken(session_->fd(), until)) {
        case Wait::stopping: return false;
        case Wait::woken: break;
        case Wait::timeout: be_silent(context); break;
        case Wait::ready:
            if (const auto filled = session_->dequeue()) take(context, *filled);
            break;
    }
    return true;
}

// --- frames

void CameraStream::take(SourceContext& context, const Session::Filled& filled) {
    const auto now = Clock::now();
    if (stalled_ || fresh_) tell_frames_come(context);
    silent_since_ = now;
    const SequenceCount::Step step = sequence_.next(filled.sequence);
    if (step.lost > 0) context.drop("lost by the driver", step.lost);
    const auto captured = clock_.at(filled.timestamp, filled.flags, now).when;
    if (const auto news = clock_.news()) context.log(Level::warning, *news);
    watch_rate(context, now, captured, step.lost);
    hand_on(context, filled, step.sequence, captured);
}

void CameraStream::hand_on(SourceContext& context, const Session::Filled& filled, std::uint64_t sequence, Clock::time_point captured) {
    if (filled.flags & V4L2_BUF_FLAG_ERROR) {
        context.drop("driver error");
    } else if (session_->in_parts()) {
        context.emit_parts(session_->parts(filled), sequence, captured);
    } else if (session_->queued() >= 2 && context.wanted()) {
        // The last two stay with the driver, whatever readers hold; what nobody wants needs no lease.
        return context.emit(session_->lend(filled), sequence, captured);
    } else {
        context.emit_copy(session_->view(filled), sequence, captured);
    }
    session_->give_back(filled.index);
}

void CameraStream::watch_rate(SourceContext& context, Clock::time_point now, Clock::time_point captured, std::uint32_t lost) {
    const SlowWatch::News news = slow_.frame(now, captured, lost);
    if (news == SlowWatch::News::nothing) return;
    if (news == SlowWatch::News::well_again) {
        context.slow({});
        return context.log(Level::info, "frames come at the agreed rate again");
    }
    SlowFacts facts;
    slow_.tell(facts);
    facts.usb = usb_;
    facts.dynamic_framerate = controls_.number("exposure_dynamic_framerate");
    if (controls_.number("auto_exposure") == V4L2_EXPOSURE_MANUAL) facts.exposure = controls_.number("exposure_time_absolute");
    const std::string why = slow_reason(facts);
    context.slow(why);
    context.log(Level::warning, why);
}

// --- silence

void CameraStream::begin_patience() {
    fresh_ = true;
    restarts_ = 0;
    silent_since_ = Clock::now();
    patience_ = start_patience;
}

void CameraStream::tell_frames_come(SourceContext& context) {
    if (stalled_) context.log(Level::info, "frames come again, after " + seconds_text(Clock::now() - silent_since_));
    stalled_ = fresh_ = false;
    proved_ = true;
    restarts_ = 0;
    const double fps = mode_.stream.fps;
    const std::chrono::duration<double> periods(fps > 0 ? periods_of_silence / fps : 5.0);
    patience_ = std::max<Clock::duration>(std::chrono::duration_cast<Clock::duration>(periods), least_silence);
}

void CameraStream::be_silent(SourceContext& context) {
    const auto silent = Clock::now() - silent_since_;
    if (silent < patience_) return;  // it was the time to rest that has come
    const std::string why = "no frame for " + seconds_text(silent);
    if (restarts_ < most_restarts) return start_again(context, why + "; look at its cable, power and dmesg");
    throw DeviceError(Trouble::failed, why + ", though its stream was started anew " + std::to_string(restarts_) + " times",
                      "it is opened anew; unplug it and plug it in again if that does not help");
}

// The device stays open: opening it again would cost more, and some cameras then leave the bus.
void CameraStream::start_again(SourceContext& context, const std::string& why) {
    if (!std::exchange(stalled_, true)) {
        context.stalled(why);
        context.log(Level::warning, why);
    }
    ++restarts_;
    session_->pause();
    session_->resume();
    sequence_.restart();
    clock_.restart();
    slow_.skip();
    patience_ = Clock::now() - silent_since_ + start_patience;
}

// --- rest

bool CameraStream::must_rest(SourceContext& context) {
    if (context.wanted()) {
        unwanted_since_.reset();
        return false;
    }
    if (!unwanted_since_) unwanted_since_ = Clock::now();
    return Clock::now() - *unwanted_since_ >= rest_after;
}

void CameraStream::go_to_rest(SourceContext& context) {
    session_->pause();
    unwanted_since_.reset();
    watch_.emplace(dev_);
    context.resting();
    context.log(Level::debug, "nobody watches: the camera rests");
}

bool CameraStream::rest(SourceContext& context) {
    if (context.wanted()) {
        session_->resume();
        watch_.reset();
        sequence_.restart();
        clock_.restart();
        slow_.begin(mode_.stream.fps, static_cast<unsigned>(session_->buffers()));
        begin_patience();
        context.begin(mode_.stream);  // what was before the rest has no tie to what comes
        return true;
    }
    const Wait waited = context.wait_woken(watch_->fd(), Clock::now() + rest_look);
    if (waited == Wait::stopping) return false;
    session_->take_back();
    v4l2_capability capability{};
    if (waited == Wait::timeout || (waited == Wait::ready && watch_->clear()))
        session_->device().need(VIDIOC_QUERYCAP, &capability, "ask whether it is there");
    return true;
}

}  // namespace sluice::v4l2
