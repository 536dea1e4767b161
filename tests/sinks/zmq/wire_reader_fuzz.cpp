#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "sinks/zmq/message_header.hpp"
#include "sinks/zmq/wire_reader.hpp"

using namespace sluice;
using namespace sluice::zmq_sink_parts;

namespace {

// What a reader of the pixels relies on.
void look_at(const WireFrame& frame, std::size_t payload) {
    if (frame.name.empty() || frame.src.empty() || frame.size != payload || frame.planes.count > 3) std::abort();
    for (std::size_t i = 0; i < frame.planes.count; ++i) {
        const Plane& plane = frame.planes.plane[i];
        if (plane.offset + std::uint64_t{plane.stride} * plane.rows > payload) std::abort();
    }
}

// A relay sends on what it read: that must be read again, and be the same.
void relay(const WireFrame& frame, std::string_view topic, std::size_t parts) {
    FrameInfo info;
    info.format = frame.format;
    info.width = frame.w;
    info.height = frame.h;
    info.planes = frame.planes;
    info.original = frame.orig;
    info.sequence = frame.cam_seq;
    info.source = "relay";
    info.epoch = frame.epoch;
    info.origin = {frame.src, frame.boot, frame.src_epoch.value_or(frame.epoch), std::chrono::microseconds(frame.ts_us), std::chrono::microseconds(frame.wall_us)};
    std::string header;
    write_header(header, info, frame.notes, {frame.seq, 0, frame.size});
    if (header.size() > most_header_bytes) std::abort();
    const WireMessage again = read_wire(topic, header, frame.size, parts);
    const auto* same = std::get_if<WireFrame>(&again);
    if (!same || same->src != frame.src || same->boot != frame.boot || same->ts_us != frame.ts_us || same->planes != frame.planes) std::abort();
    if (!same->notes_left_out && same->notes.end() - same->notes.begin() != frame.notes.end() - frame.notes.begin()) std::abort();
}

}  // namespace

// The topic up to a line's end, then a byte for the size of the payload, then the header.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    if (line == std::string_view::npos || line + 2 > size) return 0;
    const std::size_t payload = data[line + 1];
    const std::string header(input.substr(line + 2));  // exact, so that one byte too far is seen
    const std::string topic(input.substr(0, line));
    const WireMessage message = read_wire(topic, header, payload);
    if (const auto* frame = std::get_if<WireFrame>(&message)) {
        look_at(*frame, payload);
        relay(*frame, topic, 3);
    }
    if (const auto* unread = std::get_if<WireUnread>(&message); unread && unread->why.empty()) std::abort();
    if (const auto* stat = std::get_if<WireStat>(&message); stat && stat->topics.size() > 1024) std::abort();
    return 0;
}
