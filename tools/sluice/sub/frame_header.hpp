#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::tool {

/// The header part of a message, as far as `sluice sub` reads it. Texts are as sent: print none without
/// printable().
struct FrameHeader {
    std::string src;
    std::string codec;
    std::uint64_t seq = 0;
    std::uint64_t epoch = 0;
    std::int64_t ts_us = 0;    ///< CLOCK_MONOTONIC of the publisher's host
    std::int64_t wall_us = 0;  ///< the same instant, CLOCK_REALTIME
    std::uint32_t width = 0, height = 0;
    bool relayed = false;      ///< ts_us is of the machine whose boot is `boot`, empty: unknown; else of the publisher's
    std::string boot;
};

/// The header of a frame, a notes or an event message; nothing where the text is no header of wire
/// version 1. Never throws for what was sent.
[[nodiscard]] std::optional<FrameHeader> parse_frame_header(std::string_view json);

/// {"seq":7,"notes":{"motion":0.1}} of such a header, as one line in ASCII that is safe on a terminal. Throws nothing
/// for what was sent: without readable notes they are {}.
[[nodiscard]] std::string notes_line(std::string_view json);

}  // namespace sluice::tool
