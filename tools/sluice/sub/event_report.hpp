#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::tool {

/// A change of a source's state, as an event message tells it. Texts are as sent.
struct EventReport {
    std::string src, state, why;
    std::string codec;         ///< of what it delivers; empty unless it is online
    std::uint32_t width = 0, height = 0;
    double fps = 0;            ///< agreed; 0: unknown
    std::int64_t wall_us = 0;  ///< of the change, CLOCK_REALTIME
};

/// The header of an event message; nothing where it is none. Never throws for what was sent.
[[nodiscard]] std::optional<EventReport> parse_event_report(std::string_view json);

/// Any header as one line in ASCII that is safe on a terminal, its keys as sent; empty where the text is no header of
/// wire version 1.
[[nodiscard]] std::string header_line(std::string_view json);

/// "front/event/" of "front/jpeg/"; empty where the topic has no such companion.
[[nodiscard]] std::string events_of(std::string_view topic);

}  // namespace sluice::tool
