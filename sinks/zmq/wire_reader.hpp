#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sluice/format.hpp>
#include <sluice/frame.hpp>
#include <sluice/notes.hpp>

namespace sluice::zmq_sink_parts {

/// A message of `<name>/jpeg/`, `<name>/raw/` or `<name>/notes/`, checked: see WIRE.md for each.
struct WireFrame {
    std::string name, kind;  ///< of the topic
    std::string src;
    std::uint64_t seq = 0, epoch = 0;
    std::optional<std::uint64_t> src_epoch;  ///< of a relayed frame: the camera's epoch
    std::int64_t ts_us = 0, wall_us = 0;
    Format format = Format::jpeg;
    std::uint32_t w = 0, h = 0;
    std::size_t size = 0;  ///< of the payload, which has just so many bytes
    Planes planes;         ///< of `raw`: each lies within the payload
    std::uint64_t cam_seq = 0;
    bool orig = false;
    std::string boot;  ///< of a relayed frame: whose clock ts_us is; empty: not told
    Notes notes;
    bool notes_left_out = false;
};

/// A message of `<name>/event/`.
struct WireEvent {
    std::string name, src;
    std::uint64_t seq = 0, epoch = 0;
    std::int64_t ts_us = 0, wall_us = 0;
    std::string event, why;
    // Where it is online:
    std::optional<Format> format;
    std::uint32_t w = 0, h = 0;  ///< 0: not known yet
    double fps = 0;              ///< agreed; 0: unknown
    std::string stamp;
};

/// One object of `topics` in a message of `sluice/stat/`.
struct WireStatTopic {
    std::string topic, src, state, why;
    std::optional<Format> format;  ///< nothing: one that this version does not know
    std::uint32_t w = 0, h = 0;    ///< 0: not known yet
    std::uint64_t epoch = 0;
    std::optional<double> fps_agreed;  ///< nothing before it was online; 0: unknown
    std::string stamp;                 ///< empty before it was online
};

/// A message of `sluice/stat/`.
struct WireStat {
    std::string version, host, boot;
    std::int64_t ts_us = 0, wall_us = 0;
    std::vector<WireStatTopic> topics;
};

/// A message that gives a reader nothing.
struct WireUnread {
    bool malformed =
        false;        ///< it breaks the rules of WIRE.md; else it is of a kind or version this reader does not know
    std::string why;  ///< for people: "size says 12, the payload has 9 bytes"
};

using WireMessage = std::variant<WireUnread, WireFrame, WireEvent, WireStat>;

/// Reads a message: its topic, its header, how many bytes follow, and how many parts there are in all. Whatever the
/// bytes are, it neither throws (but for lack of memory) nor takes more time or memory than 64 KiB of header ask for.
/// [any thread]
[[nodiscard]] WireMessage read_wire(std::string_view topic, std::string_view header, std::size_t payload_size,
                                    std::size_t parts = 3);

}  // namespace sluice::zmq_sink_parts
