#pragma once

#include <cstdint>
#include <string>

#include "tools/sluice/sub/event_report.hpp"
#include "tools/sluice/sub/stat_report.hpp"
#include "tools/sluice/sub/topic_meter.hpp"

namespace sluice::tool {

/// All that a line of `sluice sub` is made of.
struct Report {
    std::string topic;  ///< empty: not known yet
    const TopicMeter* meter = nullptr;
    double seconds = 1;         ///< length of the window
    const char* clock = "wall"; ///< of the latencies
    std::uint64_t ignored = 0;  ///< messages that were none
    std::uint64_t saved = 0;
    std::string silence;        ///< why nothing comes; empty while something does
};

/// "front/jpeg/  30.0 fps  3.6 MB/s  latency 0.4 ms p50, 0.9 ms p99  lost 0"
[[nodiscard]] std::string second_text(const Report& report);
/// "front/jpeg/: 300 frames in 10.0 s, ..."
[[nodiscard]] std::string final_text(const Report& report);
[[nodiscard]] std::string second_json(const Report& report);
[[nodiscard]] std::string final_json(const Report& report);

/// "12:01:33  front is offline: it was unplugged", "12:01:40  front is online: jpeg 1280x720, 30 fps"
[[nodiscard]] std::string event_text(const EventReport& event);
/// "front/event/: 3 events, lost 0"
[[nodiscard]] std::string events_final_text(const Report& report);

/// The same for programs, of messages that are printed as they are.
[[nodiscard]] std::string lines_final_json(const Report& report, std::uint64_t messages);

/// A table of what is published, for people.
[[nodiscard]] std::string topics_text(const StatReport& stat);
/// The same as one JSON object.
[[nodiscard]] std::string topics_json(const StatReport& stat);

}  // namespace sluice::tool
