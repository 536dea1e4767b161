// The one place where `sluice sub` meets JSON from a socket: whatever was sent, nothing is thrown.
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "tools/sluice/sub/event_report.hpp"
#include "tools/sluice/sub/frame_header.hpp"
#include "tools/sluice/sub/stat_report.hpp"

namespace sluice::tool {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_bytes = 64 << 10;
constexpr std::size_t most_topics = 256;
constexpr std::int64_t most_integer = std::int64_t{1} << 53;
constexpr int deepest = 8;

/// An object of wire version 1, or null. Deeper than any header goes, values are left out.
Json object_of(std::string_view text) {
    if (text.size() > most_bytes) return nullptr;
    const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= deepest; };
    Json json = Json::parse(text.begin(), text.end(), shallow, false);
    if (!json.is_object()) return nullptr;
    const auto version = json.find("v");
    if (version == json.end() || !version->is_number_integer() || *version != 1) return nullptr;
    return json;
}

std::optional<std::int64_t> whole(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer()) return std::nullopt;
    if (found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(most_integer))
        return std::nullopt;
    const auto value = found->get<std::int64_t>();
    return value < 0 || value > most_integer ? std::nullopt : std::optional(value);
}

double number(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) return 0;
    const auto value = found->get<double>();
    return std::isfinite(value) && value >= 0 ? value : 0;
}

std::string text(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint32_t pixels(const Json& object, const char* key) {
    const auto value = whole(object, key).value_or(0);
    return value > std::numeric_limits<std::uint16_t>::max() ? 0 : static_cast<std::uint32_t>(value);
}

TopicReport topic_of(const Json& json) {
    TopicReport out;
    out.topic = text(json, "topic");
    out.src = text(json, "src");
    out.codec = text(json, "codec");
    out.state = text(json, "state");
    out.why = text(json, "why");
    out.width = pixels(json, "w");
    out.height = pixels(json, "h");
    out.stamp = text(json, "stamp");
    out.fps = number(json, "fps");
    out.fps_agreed = number(json, "fps_agreed");
    out.bytes_per_second = number(json, "bytes_per_s");
    out.since_us = whole(json, "since_us").value_or(0);
    out.age_ms = whole(json, "age_ms").value_or(-1);
    out.subscribers = static_cast<std::uint64_t>(whole(json, "subscribers").value_or(0));
    const auto drops = json.find("drops");
    if (drops == json.end() || !drops->is_object()) return out;
    for (const auto& [reason, count] : drops->items())
        if (count.is_number_unsigned()) out.drops.emplace_back(reason, count.get<std::uint64_t>());
    return out;
}

}  // namespace

std::optional<FrameHeader> parse_frame_header(std::string_view json_text) {
    const Json json = object_of(json_text);
    if (json.is_null()) return std::nullopt;
    const auto seq = whole(json, "seq"), epoch = whole(json, "epoch");
    const auto ts = whole(json, "ts_us"), wall = whole(json, "wall_us");
    if (!seq || !epoch || !ts || !wall) return std::nullopt;
    FrameHeader out;
    out.src = text(json, "src");
    out.codec = text(json, "codec");
    out.seq = static_cast<std::uint64_t>(*seq);
    out.epoch = static_cast<std::uint64_t>(*epoch);
    out.ts_us = *ts;
    out.wall_us = *wall;
    out.width = pixels(json, "w");
    out.height = pixels(json, "h");
    out.relayed = json.contains("src_epoch");
    out.boot = text(json, "boot");
    return out;
}

std::string notes_line(std::string_view json_text) {
    const Json json = object_of(json_text);
    const auto seq = json.is_null() ? std::nullopt : whole(json, "seq");
    const bool has_notes = seq && json.contains("notes") && json["notes"].is_object();
    nlohmann::ordered_json line;
    line["seq"] = seq.value_or(0);
    line["notes"] = has_notes ? nlohmann::ordered_json(json["notes"]) : nlohmann::ordered_json::object();
    if (seq && json.contains("notes_left_out")) line["notes_left_out"] = true;
    return line.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

std::optional<StatReport> parse_stat_report(std::string_view json_text) {
    const Json json = object_of(json_text);
    if (json.is_null()) return std::nullopt;
    StatReport out;
    out.version = text(json, "version");
    out.host = text(json, "host");
    out.boot = text(json, "boot");
    const auto topics = json.find("topics");
    if (topics == json.end() || !topics->is_array()) return std::nullopt;
    for (const Json& topic : *topics) {
        if (out.topics.size() == most_topics) break;
        if (topic.is_object() && !text(topic, "topic").empty()) out.topics.push_back(topic_of(topic));
    }
    return out;
}

std::optional<EventReport> parse_event_report(std::string_view json_text) {
    const Json json = object_of(json_text);
    if (json.is_null()) return std::nullopt;
    EventReport out;
    out.src = text(json, "src");
    out.state = text(json, "event");
    if (out.state.empty()) return std::nullopt;
    out.why = text(json, "why");
    out.codec = text(json, "codec");
    out.width = pixels(json, "w");
    out.height = pixels(json, "h");
    out.fps = number(json, "fps");
    out.wall_us = whole(json, "wall_us").value_or(0);
    return out;
}

std::string header_line(std::string_view json_text) {
    if (object_of(json_text).is_null()) return {};
    const auto shallow = [](int depth, nlohmann::ordered_json::parse_event_t, nlohmann::ordered_json&) { return depth <= deepest; };
    const auto json = nlohmann::ordered_json::parse(json_text.begin(), json_text.end(), shallow, false);
    return json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

std::string events_of(std::string_view topic) {
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos || topic.starts_with("sluice/")) return {};
    return std::string(topic.substr(0, slash)) + "/event/";
}

bool TopicReport::carries_frames() const {
    return topic.ends_with("/jpeg/") || topic.ends_with("/raw/");
}

const TopicReport* StatReport::find_companion(std::string_view name) const {
    if (!name.ends_with("/notes/") && !name.ends_with("/event/")) return nullptr;
    for (const TopicReport& report : topics)
        if (report.topic.starts_with(name.substr(0, name.find('/') + 1))) return &report;
    return nullptr;
}

const TopicReport* StatReport::find(std::string_view name) const {
    for (const TopicReport& report : topics)
        if (report.topic == name) return &report;
    return nullptr;
}

}  // namespace sluice::tool
