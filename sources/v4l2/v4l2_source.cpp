#include "v4l2_source.hpp"

#include <linux/videodev2.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "camera_device.hpp"
#include "camera_formats.hpp"
#include "camera_list.hpp"
#include "capture_mode.hpp"
#include "session.hpp"

namespace sluice {

namespace {

using namespace v4l2;

constexpr Param params[] = {
    Param::text("device", "the camera's node, /dev/video0 or a link to it; without it the only camera there is"),
    Param::choice("format", "mjpeg|jpeg|yuyv|uyvy|nv12|nv21|i420|gray|bgr24|rgb24", "pixel format; without it mjpeg where it is offered"),
    Param::size("size", "picture size; without it the one nearest 1280x720"),
    Param::rate("fps", "frames per second; without it the highest up to 30").between("1/3600", "1000"),
    Param::whole("buffers", "buffers to ask the driver for; without it what the graph needs").between("2", "32"),
};

constexpr auto silence = std::chrono::seconds(3);

class V4l2Source final : public Source {
public:
    explicit V4l2Source(const Params& p) {
        if (p.has("device")) path_ = p.text("device");
        if (p.has("format")) wish_.format = p.text("format");
        if (p.has("size")) wish_.size = p.size("size");
        if (p.has("fps")) wish_.rate = p.rate("fps");
        if (p.has("buffers")) buffers_ = static_cast<unsigned>(p.whole("buffers"));
    }

    void open(SourceContext& context) override;
    bool next(SourceContext& context) override;

    void close(SourceContext&) noexcept override {
        if (session_) session_->end();
        session_.reset();
    }

private:
    void open_now(SourceContext& context);
    void take(SourceContext& context, const Session::Filled& filled);
    void count_gap(SourceContext& context, std::uint32_t sequence);

    std::string path_;
    ModeWish wish_;
    std::optional<unsigned> buffers_;
    std::shared_ptr<Session> session_;
    std::optional<std::uint32_t> last_sequence_;
    std::uint64_t sequence_ = 0;  // the driver's, widened
};

std::string only_camera() {
    Survey quick;
    quick.formats = quick.holders = false;
    std::vector<Camera> cameras = list_cameras(quick);
    std::erase_if(cameras, [](const Camera& camera) { return !camera.is_camera; });
    if (cameras.empty()) throw Error("no camera is here", "plug one in; sluice devices shows what is there");
    if (cameras.size() == 1) return cameras.front().node;
    std::string list;
    for (const Camera& camera : cameras) list += (list.empty() ? "" : ", ") + camera.node + " (" + camera.card + ")";
    throw Error(std::to_string(cameras.size()) + " cameras are here: " + list, "name one with device:");
}

// Each webcam has a metadata node beside its own, and boards have codecs: say what it is instead.
void require_camera(CameraDevice& device) {
    v4l2_capability capability{};
    device.need(VIDIOC_QUERYCAP, &capability, "ask what it is");
    const std::uint32_t caps = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
    if ((caps & V4L2_CAP_VIDEO_CAPTURE) && (caps & V4L2_CAP_STREAMING)) return;
    Survey quick;
    quick.formats = quick.holders = false;
    const Camera seen = look_at(device.path(), quick);
    if (!seen.belongs_to.empty())
        throw Error(device.path() + " is the metadata node of " + seen.card, "its pictures are on " + seen.belongs_to);
    throw Error(device.path() + " is no camera: " + (seen.why_not.empty() ? "it gives no frames" : seen.why_not),
                "sluice devices lists the cameras");
}

std::string describe(const std::string& path, const Stream& stream, std::size_t buffers) {
    char rate[32] = "";
    if (stream.fps > 0) std::snprintf(rate, sizeof rate, ", %.4g fps", stream.fps);
    return path + ": " + (stream.format == Format::jpeg ? "mjpeg" : std::string(name_of(stream.format))) + " " +
           std::to_string(stream.width) + "x" + std::to_string(stream.height) + rate + ", " + std::to_string(buffers) + " buffers";
}

// The driver may set another size or rate than asked: that is taken, and said.
void tell_difference(SourceContext& context, const ModeWish& wish, const Stream& stream) {
    if (wish.size && *wish.size != Size{stream.width, stream.height})
        context.log(Level::warning, "size " + std::to_string(wish.size->width) + "x" + std::to_string(wish.size->height) +
                                        " is not offered; the camera gives " + std::to_string(stream.width) + "x" + std::to_string(stream.height));
    const double asked = wish.rate ? wish.rate->per_second() : 0;
    if (asked > 0 && stream.fps > 0 && (stream.fps < asked * 0.99 || stream.fps > asked * 1.01)) {
        char text[96];
        std::snprintf(text, sizeof text, "%.4g fps is not offered; the camera gives %.4g", asked, stream.fps);
        context.log(Level::warning, text);
    }
}

// A camera that was given back or plugged in this moment may still be busy: that passes.
void V4l2Source::open(SourceContext& context) {
    constexpr auto pause = std::chrono::milliseconds(50);
    if (path_.empty()) path_ = only_camera();
    for (int tries = 20;; --tries) {
        try {
            return open_now(context);
        } catch (const BusyError&) {
            if (tries == 0) throw;
            if (context.wait(-1, Clock::now() + pause) == SourceContext::Wait::stopping) return;
        }
    }
}

void V4l2Source::open_now(SourceContext& context) {
    auto device = std::make_unique<CameraDevice>(path_);
    require_camera(*device);
    CameraDevice& driver = *device;
    const auto control = [&driver](unsigned long request, void* argument) {
        const int error = driver.call(request, argument);
        errno = error;
        return error == 0 ? 0 : -1;
    };
    const Stream stream = set_mode(driver, choose_mode(driver, formats_of(control, false), wish_));
    session_ = Session::start(std::move(device), buffers_.value_or(context.buffers()));
    tell_difference(context, wish_, stream);
    context.log(Level::info, describe(path_, stream, session_->buffers()));
    last_sequence_.reset();
    context.begin(stream);
}

bool V4l2Source::next(SourceContext& context) {
    session_->take_back();
    switch (context.wait(session_->fd(), Clock::now() + silence)) {
        case SourceContext::Wait::stopping: return false;
        case SourceContext::Wait::timeout:
            context.log(Level::warning, "the camera sent nothing for 3 s; look at its cable, power and dmesg");
            return true;
        case SourceContext::Wait::ready: break;
    }
    if (const auto filled = session_->dequeue()) take(context, *filled);
    return true;
}

void V4l2Source::take(SourceContext& context, const Session::Filled& filled) {
    count_gap(context, filled.sequence);
    if (filled.flags & V4L2_BUF_FLAG_ERROR) {
        context.drop("driver error");
        return session_->give_back(filled.index);
    }
    // The last two stay with the driver, whatever readers hold; what nobody wants needs no lease.
    const bool lend = session_->queued() >= 2 && context.wanted();
    if (lend) return context.emit(session_->lend(filled), sequence_, filled.captured);
    context.emit_copy(session_->view(filled), sequence_, filled.captured);
    session_->give_back(filled.index);
}

// A gap in the driver's count is frames lost before they came here; the count itself wraps at 32 bits.
void V4l2Source::count_gap(SourceContext& context, std::uint32_t sequence) {
    constexpr std::uint32_t absurd = 1u << 20;  // not a gap but a count that began anew
    const std::uint32_t step = last_sequence_ ? sequence - *last_sequence_ : 1;
    if (step > 1 && step < absurd) context.drop("lost by the driver", step - 1);
    sequence_ += last_sequence_ ? (step < absurd ? step : 1) : sequence;
    last_sequence_ = sequence;
}

// What is not written is known only once the camera is asked.
void promise(const Params& p, Promise& promised) {
    if (p.has("format")) {
        promised.format_known = true;
        promised.format = format_named(p.text("format")).value_or(Format::jpeg);  // mjpeg is V4L2's word for jpeg
    }
    if (p.has("size")) promised.size = p.size("size");
    if (p.has("fps")) promised.rate = p.rate("fps");
}

constexpr NodeEntry make_entry() {
    NodeEntry entry = source_entry<V4l2Source>("v4l2", "takes frames from a camera as they come", params);
    entry.promise = promise;
    return entry;
}

}  // namespace

const NodeEntry v4l2_source = make_entry();

}  // namespace sluice
