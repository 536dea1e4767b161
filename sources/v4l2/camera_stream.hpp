#pragma once

#include <memory>
#include <optional>
#include <string>

#include <sluice/source.hpp>

#include "camera_controls.hpp"
#include "camera_settings.hpp"
#include "capture_mode.hpp"
#include "device_watch.hpp"
#include "sequence_count.hpp"
#include "session.hpp"
#include "slow_watch.hpp"
#include "stamp_clock.hpp"

namespace sluice::v4l2 {

/// A camera that is open: it streams, and stalls, and rests. One that cannot go on throws DeviceError, and has to be
/// opened anew. [lane]
class CameraStream {
public:
    /// `session` streams since this moment. The settings and the clock, which tells of a driver's stamps once, outlive this.
    CameraStream(std::shared_ptr<Session> session, AgreedMode mode, const CameraSettings& settings, StampClock& clock, std::string dev);
    ~CameraStream();
    CameraStream(const CameraStream&) = delete;
    CameraStream& operator=(const CameraStream&) = delete;

    /// Sets the controls, then begins the epoch.
    void begin(SourceContext& context);
    /// Waits for what comes next and deals with it. False: the program stops.
    bool turn(SourceContext& context);

    [[nodiscard]] const AgreedMode& mode() const noexcept { return mode_; }
    [[nodiscard]] std::size_t buffers() const noexcept { return session_->buffers(); }
    [[nodiscard]] CameraControls& controls() noexcept { return controls_; }
    /// A frame came since it was opened.
    [[nodiscard]] bool proved() const noexcept { return proved_; }

private:
    bool flow(SourceContext& context);
    void take(SourceContext& context, const Session::Filled& filled);
    void hand_on(SourceContext& context, const Session::Filled& filled, std::uint64_t sequence, Clock::time_point captured);
    void watch_rate(SourceContext& context, Clock::time_point now, Clock::time_point captured, std::uint32_t lost);
    void tell_frames_come(SourceContext& context);
    void be_silent(SourceContext& context);
    void start_again(SourceContext& context, const std::string& why);
    void begin_patience();

    [[nodiscard]] bool resting() const noexcept { return watch_.has_value(); }
    [[nodiscard]] bool must_rest(SourceContext& context);
    void go_to_rest(SourceContext& context);
    bool rest(SourceContext& context);

    std::shared_ptr<Session> session_;
    AgreedMode mode_;
    const CameraSettings& settings_;
    std::string dev_;
    CameraControls controls_;
    bool usb_;

    SequenceCount sequence_;
    StampClock& clock_;
    SlowWatch slow_;
    Clock::time_point silent_since_{};  // no frame from then on
    Clock::duration patience_{};
    bool fresh_ = true;     // no frame yet since the stream was started
    bool proved_ = false;
    bool stalled_ = false;
    unsigned restarts_ = 0;  // since the last frame
    std::optional<Clock::time_point> unwanted_since_;
    std::optional<DeviceWatch> watch_;  // while it rests
};

}  // namespace sluice::v4l2
