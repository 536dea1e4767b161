#pragma once

#include <string>

#include "tools/sluice/sub/link_watch.hpp"
#include "tools/sluice/sub/stat_report.hpp"

namespace sluice::tool {

/// What is known while no frame comes.
struct Silence {
    std::string endpoint;
    std::string topic;  ///< as asked for; empty: the only one there is
    LinkWatch link;
    const StatReport* stat = nullptr;  ///< the newest of this link; nullptr: none came
    std::string key_file = {}, server_key_file = {};  ///< ours, and the publisher's; empty: without encryption
};

/// Why nothing comes, in one line for a terminal: what is so; what to do. The same text for as long as
/// the same is so. Empty where nothing has to come: events of a source that is known.
[[nodiscard]] std::string explain(const Silence& silence);

/// Why nothing can ever come of this topic, where the publisher's list has nothing like it; else empty.
[[nodiscard]] std::string explain_unknown(const Silence& silence);

/// How a source is, for who waits for its next change: "front is offline since 12:01:33: it was unplugged".
[[nodiscard]] std::string present_state(const TopicReport& report);

/// "12:01:33", of an instant on CLOCK_REALTIME in this host's time zone.
[[nodiscard]] std::string clock_text(std::int64_t wall_us);

}  // namespace sluice::tool
