#pragma once

#include <cstdint>
#include <string>

#include <sluice/frame.hpp>

namespace sluice::zmq_sink_parts {

/// The wire's version of a frame's facts; see WIRE.md.
struct HeaderFacts {
    std::uint64_t seq = 0;
    std::int64_t wall_us = 0;  ///< of FrameInfo::captured; a relayed frame tells its camera's instead
    std::size_t size = 0;  ///< of the payload
};

/// Readers may refuse a longer one; notes that do not fit are left out, and the header says so.
inline constexpr std::size_t most_header_bytes = 64u << 10;

/// Writes the header of a frame's message, a JSON object, over `out`. Called once a frame, so numbers are
/// written by hand; names are safe by the config's rule for them.
void write_header(std::string& out, const FrameInfo& info, const Notes& notes, const HeaderFacts& facts);

/// The kind in the topic: "jpeg" or "raw".
[[nodiscard]] constexpr std::string_view kind_of(Format format) noexcept { return format == Format::jpeg ? "jpeg" : "raw"; }

}  // namespace sluice::zmq_sink_parts
