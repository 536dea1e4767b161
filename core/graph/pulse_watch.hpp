#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <sluice/clock.hpp>

#include "graph/pulse.hpp"

namespace sluice {

/// Tells which lanes have worked on one turn for too long: they are stuck in a driver, a filter or a disk.
/// All calls from one thread [start].
class PulseWatch {
public:
    /// `limit`: how long one turn may take.
    explicit PulseWatch(Clock::duration limit) : limit_(limit) {}

    /// The pulse must outlive the watch.
    void add(std::string name, const Pulse& pulse) { lanes_.push_back({std::move(name), &pulse, pulse.sign(), last_look_, false}); }

    struct Change {
        std::string name;
        bool stuck = false;        ///< false: it has come back
        Clock::duration lasted{};  ///< since that turn was first seen
    };
    /// What has changed since the last look. Some looks have to fit into the limit.
    [[nodiscard]] std::vector<Change> look(Clock::time_point now) {
        // A process that did not run itself (stopped, starved) cannot say who else did not.
        const bool was_away = now - std::exchange(last_look_, now) > limit_;
        std::vector<Change> changes;
        for (Lane& lane : lanes_) {
            const Pulse::Sign sign = lane.pulse->sign();
            const bool same = sign.works && sign == lane.seen;
            lane.seen = sign;
            if (lane.stuck && !same) changes.push_back({lane.name, false, now - lane.since});
            lane.stuck = lane.stuck && same;
            if (lane.stuck) continue;
            if (!same || was_away) lane.since = now;
            lane.stuck = now - lane.since > limit_;
            if (lane.stuck) changes.push_back({lane.name, true, now - lane.since});
        }
        return changes;
    }

    [[nodiscard]] bool any_stuck() const noexcept { return std::ranges::any_of(lanes_, &Lane::stuck); }

private:
    struct Lane {
        std::string name;
        const Pulse* pulse;
        Pulse::Sign seen;
        Clock::time_point since;  // of the turn that is seen
        bool stuck;
    };
    Clock::duration limit_;
    Clock::time_point last_look_{};
    std::vector<Lane> lanes_;
};

}  // namespace sluice
