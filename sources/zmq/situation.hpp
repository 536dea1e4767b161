#pragma once

#include <optional>
#include <string>

#include <sluice/clock.hpp>

#include "link_state.hpp"
#include "settings.hpp"
#include "sinks/zmq/wire_reader.hpp"

namespace sluice::upstream {

/// What the other side said last of all its topics.
struct LastStat {
    zmq_sink_parts::WireStat stat;
    Clock::time_point at{};  ///< when it came
};

/// What is known of the other side just now.
struct Situation {
    const Settings& settings;
    const LinkState& link;
    const std::optional<LastStat>& stat;  ///< of this link
    Clock::time_point heard{};            ///< when anything of it came last
};

struct Verdict {
    enum class State {
        unsettled,  ///< too early to tell
        online,
        stalled,
        offline,
    };
    State state = State::unsettled;
    std::string why;  ///< of stalled and offline; the same text for as long as the same is so
};

/// How the other side is.
[[nodiscard]] Verdict judge(const Situation& situation, Clock::time_point now);

/// Our topic in what it said; nullptr: it is not there.
[[nodiscard]] const zmq_sink_parts::WireStatTopic* find_topic(const std::optional<LastStat>& stat, const std::string& topic);

}  // namespace sluice::upstream
