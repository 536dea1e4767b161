#pragma once

#include <functional>
#include <string_view>

#include "channel.hpp"
#include "connection.hpp"

namespace sluice::http_sink_parts {

inline constexpr std::string_view mjpeg_type = "multipart/x-mixed-replace; boundary=sluice";

/// Writes the newest frame again and again, until the reader goes, `stopped()`, or a frame is no JPEG.
void stream_mjpeg(Channel& channel, Connection& connection, const std::function<bool()>& stopped);

/// Seconds since 1970 of a frame's capture: "1700000000.123456".
[[nodiscard]] std::string timestamp_text(const Frame& frame);

}  // namespace sluice::http_sink_parts
