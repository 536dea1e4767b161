#include "v4l2_source.hpp"

#include "camera_settings.hpp"
#include "camera_source.hpp"

namespace sluice {

namespace {

using namespace v4l2;

constexpr Param params[] = {
    Param::text("device", "the camera's node, /dev/video0 or a link to it; without it the only camera there is").alone(),
    Param::map("match", "the camera by what it is: serial, usb_port (1-1.2), model (in its name, or 046d:082d), path (with * and ?)", "serial|usb_port|model|path").alone(),
    Param::choice("format", "mjpeg|jpeg|yuyv|uyvy|nv12|nv21|i420|gray|bgr24|rgb24", "pixel format; without it mjpeg where it is offered"),
    Param::size("size", "picture size; without it the one nearest 1280x720").word("max"),
    Param::rate("fps", "frames per second; without it the highest up to 30").between("1/3600", "1000").word("max"),
    Param::whole("buffers", "buffers to ask the driver for; without it what the graph needs").between("2", "32"),
    Param::map("controls", "what to set, by the names of v4l2-ctl -L: { power_line_frequency: 50 Hz }"),
    Param::choice("validate", "normal|strict|off", "how closely each JPEG is looked at before it goes on").fallback("normal"),
    Param::choice("insert_dht", "auto|never", "give JPEGs without Huffman tables the standard ones").fallback("auto"),
    Param::choice("idle", "run|stop", "stop: the camera rests while nobody wants its frames").fallback("run"),
};

// What is not written is known only once the camera is asked.
void promise(const Params& p, Promise& promised) {
    const CameraSettings settings = settings_of(p);
    if (settings.mode.format) {
        promised.format_known = true;
        promised.format = format_named(*settings.mode.format).value_or(Format::jpeg);  // mjpeg is V4L2's word for jpeg
    }
    if (settings.mode.size) promised.size = *settings.mode.size;
    if (settings.mode.rate) promised.rate = *settings.mode.rate;
}

constexpr NodeEntry make_entry() {
    NodeEntry entry = detail::entry(NodeKind::source, "v4l2", "takes frames from a camera as they come, and waits for one that is away", params);
    entry.make_source = [](const Params& p) { return make_camera_source(settings_of(p)); };
    entry.promise = promise;
    entry.check = check_settings;
    return entry;
}

}  // namespace

const NodeEntry v4l2_source = make_entry();

}  // namespace sluice
