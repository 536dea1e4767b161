#include "camera_source.hpp"

#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "absence.hpp"
#include "camera_device.hpp"
#include "camera_finder.hpp"
#include "camera_stream.hpp"
#include "device_watch.hpp"
#include "usb_report.hpp"

namespace sluice::v4l2 {

namespace {

using namespace std::chrono_literals;
using Wait = SourceContext::Wait;

class CameraSource final : public Source, public Controlled {
public:
    CameraSource(CameraSettings settings, Surroundings surroundings)
        : settings_(std::move(settings)), below_(std::move(surroundings)), finder_(settings_.camera, below_.survey) {}

    void open(SourceContext& context) override;
    bool next(SourceContext& context) override;
    void close(SourceContext&) noexcept override { stream_.reset(); }

    std::string control(std::string_view name, std::string_view value) override;
    [[nodiscard]] std::vector<ControlState> controls() override { return here().controls().states(); }

private:
    bool look_for_it(SourceContext& context);
    void start(SourceContext& context);
    [[noreturn]] void refuse_for_bandwidth(SourceContext& context, const Camera& camera, const Stream& asked);
    void tell(SourceContext& context, const std::string& node) const;
    void be_away(SourceContext& context, const Error& error);
    [[nodiscard]] CameraStream& here();

    CameraSettings settings_;
    Surroundings below_;
    CameraFinder finder_;
    StampClock clock_;
    std::optional<CameraStream> stream_;  // while it is here
    Absence absence_;
    std::optional<DeviceWatch> watch_;    // while it is away
};

std::string format_name(Format format) { return format == Format::jpeg ? "mjpeg" : std::string(name_of(format)); }

Rate rate_of(double fps) { return {static_cast<std::uint32_t>(std::lround(fps * 1000)), 1000}; }

void CameraSource::open(SourceContext& context) {
    constexpr auto pause = 50ms;
    if (!context.required()) return;  // next() looks for it
    // A camera that was given back or plugged in this moment may still be busy: that passes.
    for (int tries = 20;; --tries) {
        try {
            return start(context);
        } catch (const DeviceError& error) {
            stream_.reset();
            if (error.trouble() != Trouble::busy || tries == 0) throw;
            if (context.wait(-1, Clock::now() + pause) == Wait::stopping) return;
        }
    }
}

bool CameraSource::next(SourceContext& context) {
    if (!stream_) return look_for_it(context);
    try {
        return stream_->turn(context);
    } catch (const DeviceError& error) {
        if (stream_->proved()) absence_.forget_failures();
        be_away(context, error);
        return true;
    }
}

bool CameraSource::look_for_it(SourceContext& context) {
    if (!watch_) watch_.emplace(below_.survey.dev);  // first, so that no sign is missed while it is looked for
    switch (context.wait_woken(watch_->fd(), absence_.retry_at())) {
        case Wait::stopping: return false;
        case Wait::woken: return true;
        case Wait::ready:
            if (watch_->clear()) absence_.sign(Clock::now());
            return true;
        case Wait::timeout: break;
    }
    try {
        start(context);
        watch_.reset();
        absence_.over();
    } catch (const Error& error) {
        be_away(context, error);
    }
    return true;
}

void CameraSource::be_away(SourceContext& context, const Error& error) {
    stream_.reset();
    const auto now = Clock::now();
    const auto* device = dynamic_cast<const DeviceError*>(&error);
    const bool gone = device && (device->trouble() == Trouble::unplugged || device->trouble() == Trouble::absent);
    const auto say = absence_.failed(error.what(), gone, now);
    if (watch_ && watch_->fd() < 0) absence_.unwatched(now);
    if (!say) return;
    context.offline(*say);
    context.log(Level::warning, *say);
}

void CameraSource::start(SourceContext& context) {
    const Camera camera = finder_.find();
    auto device = std::make_unique<CameraDevice>(below_.calls, camera.node);
    AgreedMode mode = agree_mode(*device, settings_.mode);
    std::shared_ptr<Session> session;
    try {
        session = Session::start(std::move(device), mode, settings_.buffers.value_or(context.buffers()));
    } catch (const DeviceError& error) {
        if (error.trouble() != Trouble::no_bandwidth) throw;
        refuse_for_bandwidth(context, camera, mode.stream);
    }
    stream_.emplace(std::move(session), std::move(mode), settings_, clock_, below_.survey.dev);
    tell(context, camera.node);
    stream_->begin(context);
    finder_.remember(camera);
}

void CameraSource::refuse_for_bandwidth(SourceContext& context, const Camera& camera, const Stream& asked) {
    const CameraMode mode{format_name(asked.format), {asked.width, asked.height}, rate_of(asked.fps)};
    const UsbReport report = usb_bandwidth_report(camera.node, mode, below_.survey);
    const DeviceError error(Trouble::no_bandwidth, report.what, report.next);
    if (error.what() != absence_.reason())
        for (const std::string& line : report.tree) context.log(Level::warning, line);
    throw error;
}

void CameraSource::tell(SourceContext& context, const std::string& node) const {
    for (const std::string& difference : stream_->mode().differences) context.log(Level::warning, difference);
    const Stream& stream = stream_->mode().stream;
    char rate[32] = "";
    if (stream.fps > 0) std::snprintf(rate, sizeof rate, ", %.4g fps", stream.fps);
    context.log(Level::info, (absence_.reason().empty() ? "" : "online: ") + node + ": " + format_name(stream.format) + " " +
                                 std::to_string(stream.width) + "x" + std::to_string(stream.height) + rate + ", " +
                                 std::to_string(stream_->buffers()) + " buffers");
}

CameraStream& CameraSource::here() {
    if (!stream_) throw Error("the camera is away" + (absence_.reason().empty() ? "" : ": " + absence_.reason()));
    return *stream_;
}

std::string CameraSource::control(std::string_view name, std::string_view value) {
    std::string now = here().controls().set(name, value);
    // From now on this is set after each reopen, in place of what the config says.
    for (auto& [known, wanted] : settings_.controls)
        if (known == name) return wanted = value, now;
    settings_.controls.emplace_back(name, value);
    return now;
}

}  // namespace

std::unique_ptr<Source> make_camera_source(CameraSettings settings, Surroundings surroundings) {
    return std::make_unique<CameraSource>(std::move(settings), std::move(surroundings));
}

}  // namespace sluice::v4l2
