#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sluice/client/fields.hpp>

namespace sluice::client {

/// One input of the publisher: what there is to subscribe to, and why it is silent.
struct StatTopic {
    std::string topic, src, codec;
    std::string state, why;
    std::uint32_t width = 0, height = 0;  ///< 0: not known yet
    double fps = 0;                       ///< measured at the source
    std::optional<std::int64_t> age_ms;   ///< since the newest frame was captured
};

/// What a publisher says of itself each second.
struct Stat {
    std::string version, host;
    std::string boot;           ///< of the publisher's machine
    bool synchronized = false;  ///< something disciplines its wall clock
    std::vector<StatTopic> topics;
    nlohmann::json all;  ///< the whole message
};

/// Of the header of a stat message; nothing where it is none. Of its topics, the first 256.
[[nodiscard]] inline std::optional<Stat> read_stat(const nlohmann::json& json) {
    const auto topics = json.find("topics");
    if (topics == json.end() || !topics->is_array()) return std::nullopt;
    Stat out;
    out.version = fields::text(json, "version");
    out.host = fields::text(json, "host");
    out.boot = fields::text(json, "boot");
    out.synchronized = fields::text(json, "clock") == "synchronized";
    for (const nlohmann::json& entry : *topics) {
        if (out.topics.size() == 256) break;
        StatTopic topic;
        topic.topic = entry.is_object() ? fields::text(entry, "topic") : std::string();
        if (topic.topic.empty()) continue;
        topic.src = fields::text(entry, "src");
        topic.codec = fields::text(entry, "codec");
        topic.state = fields::text(entry, "state");
        topic.why = fields::text(entry, "why");
        topic.width = fields::pixels(entry, "w").value_or(0);
        topic.height = fields::pixels(entry, "h").value_or(0);
        topic.fps = fields::number(entry, "fps");
        if (const auto age = fields::whole(entry, "age_ms")) topic.age_ms = static_cast<std::int64_t>(*age);
        out.topics.push_back(std::move(topic));
    }
    out.all = json;
    return out;
}

}  // namespace sluice::client
