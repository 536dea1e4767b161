#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::tool {

/// One topic of a publisher, as sluice/stat/ tells it. Texts are as sent.
struct TopicReport {
    std::string topic, src, codec, state, why, stamp;
    std::uint32_t width = 0, height = 0;
    double fps = 0, bytes_per_second = 0;
    double fps_agreed = 0;      ///< 0: not told, or unknown
    std::int64_t since_us = 0;  ///< of the state, CLOCK_REALTIME; 0: not told
    std::int64_t age_ms = -1;   ///< of the newest frame; -1: not told
    std::uint64_t subscribers = 0;
    std::vector<std::pair<std::string, std::uint64_t>> drops;  ///< reason, count

    /// Its kind says that pictures come on it.
    [[nodiscard]] bool carries_frames() const;
};

/// What sluice/stat/ says of a publisher, once a second.
struct StatReport {
    std::string version, host, boot;
    std::vector<TopicReport> topics;

    [[nodiscard]] const TopicReport* find(std::string_view topic) const;
    /// The frames that these notes or events are of: front/jpeg/ for front/event/; nullptr for other topics.
    [[nodiscard]] const TopicReport* find_companion(std::string_view topic) const;
};

/// The header of a sluice/stat/ message; nothing where it is none. At most 256 topics are read. Never
/// throws for what was sent.
[[nodiscard]] std::optional<StatReport> parse_stat_report(std::string_view json);

}  // namespace sluice::tool
