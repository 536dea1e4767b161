#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sluice/client/fields.hpp>

namespace sluice::client {

/// A change of a source's state.
struct Event {
    std::string name;   ///< of the topic: "front"
    std::string src;    ///< the camera
    std::string state;  ///< the state it has now: "starting", "online", "stalled", "offline", "ended"
    std::string why;    ///< for people
    std::uint64_t seq = 0, epoch = 0;
    std::int64_t ts_us = 0, wall_us = 0;  ///< of the change
    // Where it is online:
    std::string codec;
    std::uint32_t width = 0, height = 0;  ///< 0: not known before the first frame
    double fps = 0;                       ///< agreed; 0: unknown
    std::string stamp;                    ///< which moment ts_us of its frames is
};

/// Of the header of an event message; nothing where it is none.
[[nodiscard]] inline std::optional<Event> read_event(const std::string& name, const nlohmann::json& json) {
    Event out;
    out.name = name;
    out.src = fields::text(json, "src");
    out.state = fields::text(json, "event");
    const auto seq = fields::whole(json, "seq"), epoch = fields::whole(json, "epoch");
    const auto ts = fields::whole(json, "ts_us"), wall = fields::whole(json, "wall_us");
    if (out.src.empty() || out.state.empty() || !seq || !epoch || !ts || !wall) return std::nullopt;
    out.seq = *seq;
    out.epoch = *epoch;
    out.ts_us = static_cast<std::int64_t>(*ts);
    out.wall_us = static_cast<std::int64_t>(*wall);
    out.why = fields::text(json, "why");
    out.codec = fields::text(json, "codec");
    out.width = fields::pixels(json, "w").value_or(0);
    out.height = fields::pixels(json, "h").value_or(0);
    out.fps = fields::number(json, "fps");
    out.stamp = fields::text(json, "stamp");
    return out;
}

}  // namespace sluice::client
