#pragma once

#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include <sluice/sink.hpp>
#include <sluice/source.hpp>

namespace sluice::zmq_sink_parts {

/// The words and numbers that stat and event messages share; see WIRE.md.
[[nodiscard]] constexpr std::string_view name_of_state(InputStatus::State state) noexcept {
    constexpr std::array<std::string_view, 5> names = {"starting", "online", "stalled", "offline", "ended"};
    return names[static_cast<std::size_t>(state)];
}

[[nodiscard]] constexpr std::string_view name_of_moment(Moment moment) noexcept {
    constexpr std::array<std::string_view, 3> names = {"arrival", "exposure_start", "frame_end"};
    return names[static_cast<std::size_t>(moment)];
}

/// Frames per second to two decimals; 0 for what JSON cannot say. Below 1, to six: a source of a frame a minute has a rate too.
[[nodiscard]] inline double rate_on_wire(double fps) noexcept {
    if (!std::isfinite(fps) || fps <= 0 || fps > 1e9) return 0;
    const double unit = fps < 1 ? 1e6 : 100;
    return std::round(fps * unit) / unit;
}

/// The reason, short enough for any header.
[[nodiscard]] inline std::string reason_on_wire(std::string_view why) { return std::string(why.substr(0, 1000)); }

}  // namespace sluice::zmq_sink_parts
