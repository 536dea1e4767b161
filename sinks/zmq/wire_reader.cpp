#include "wire_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "message_header.hpp"
#include "wire_fields.hpp"

namespace sluice::zmq_sink_parts {

namespace {

constexpr std::size_t most_notes = 256;  // adding one copies those before it
constexpr std::size_t most_topics = 1024;
constexpr std::size_t longest_sentence = 4096;
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

WireUnread malformed(std::string why) { return {true, std::move(why)}; }
WireUnread unknown(std::string why) { return {false, std::move(why)}; }

struct RowsNeeded {
    std::uint64_t bytes = 0;  // of each row
    std::uint64_t rows = 0;
};

// What a format's planes need at least; bytes 0 ends the list.
std::array<RowsNeeded, 4> rows_needed(Format format, std::uint64_t w, std::uint64_t h) {
    const std::uint64_t half_w = (w + 1) / 2, half_h = (h + 1) / 2;
    switch (format) {
        case Format::yuyv:
        case Format::uyvy: return {{{4 * half_w, h}}};
        case Format::nv12:
        case Format::nv21: return {{{w, h}, {2 * half_w, half_h}}};
        case Format::i420: return {{{w, h}, {half_w, half_h}, {half_w, half_h}}};
        case Format::gray: return {{{w, h}}};
        case Format::bgr24:
        case Format::rgb24: return {{{3 * w, h}}};
        case Format::jpeg: break;
    }
    return {};
}

bool read_plane(JsonValue json, Plane& plane) {
    if (json.size() < 3) return false;
    const std::array<std::uint32_t*, 3> to = {&plane.offset, &plane.stride, &plane.rows};
    for (std::size_t i = 0; i < to.size(); ++i) {
        const auto value = json[i].whole(std::numeric_limits<std::uint32_t>::max());
        if (!value) return false;
        *to[i] = static_cast<std::uint32_t>(*value);
    }
    return true;
}

std::string read_planes(JsonValue json, WireFrame& frame) {
    const auto needed = rows_needed(frame.format, frame.w, frame.h);
    const auto count = static_cast<std::size_t>(std::ranges::find(needed, 0u, &RowsNeeded::bytes) - needed.begin());
    if (!json.is_list() || json.size() != count) return "planes is no list of as many planes as its codec has";
    for (std::size_t i = 0; i < count; ++i) {
        Plane& plane = frame.planes.plane[i];
        if (!read_plane(json[i], plane)) return "a plane is no [offset, stride, rows] of whole numbers";
        if (plane.stride < needed[i].bytes || plane.rows < needed[i].rows) return "a plane is smaller than the picture";
        if (plane.offset + std::uint64_t{plane.stride} * plane.rows > frame.size)
            return "a plane reaches beyond the payload";
    }
    frame.planes.count = static_cast<std::uint32_t>(count);
    return {};
}

// What JSON cannot say is null there. A float that is too large for one is none either.
float small_number(JsonValue json) {
    const double value = json.number().value_or(no_number);
    return static_cast<float>(std::abs(value) <= std::numeric_limits<float>::max() ? value : no_number);
}

bool read_box(JsonValue json, Box& box) {
    const std::array<std::pair<const char*, float*>, 5> numbers = {
        {{"x", &box.x}, {"y", &box.y}, {"w", &box.width}, {"h", &box.height}, {"score", &box.score}}};
    for (const auto& [key, to] : numbers) {
        const JsonValue value = json[key];
        if (!value.exists() && to == &box.score) continue;
        if (!value.number() && !value.is_null()) return false;
        *to = small_number(value);
    }
    box.label = json["label"].text().value_or("");
    box.id = json["id"].whole().value_or(0);
    return true;
}

std::optional<Note> read_note(JsonValue json) {
    if (const auto value = json.flag()) return *value;
    if (const auto value = json.whole()) return *value;
    if (const auto value = json.number()) return *value;
    if (const auto value = json.text()) return std::string(*value);
    if (json.is_null()) return no_number;
    if (!json.is_list()) return std::nullopt;
    std::vector<Box> boxes(json.size());
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (!read_box(json[i], boxes[i])) return std::nullopt;
    return boxes;
}

// A note of a kind that this version does not know is passed over.
Notes read_notes(JsonValue json) {
    Notes notes;
    std::size_t count = 0;
    json.each([&](std::string_view key, JsonValue value) {
        auto note = read_note(value);
        if (note) notes = notes.with(key, std::move(*note));
        count += note ? 1 : 0;
        return count < most_notes;
    });
    return notes;
}

WireMessage read_frame(std::string_view name, std::string_view kind, JsonValue header, std::size_t payload_size) {
    WireFrame frame;
    frame.name = name;
    frame.kind = kind;
    Fields fields(header);
    frame.src = fields.name("src");
    frame.seq = fields.whole("seq");
    frame.epoch = fields.whole("epoch");
    if (fields.has("src_epoch")) frame.src_epoch = fields.whole("src_epoch");
    frame.ts_us = fields.instant("ts_us");
    frame.wall_us = fields.instant("wall_us");
    const std::string codec = fields.text("codec", 64);
    frame.w = fields.side("w");
    frame.h = fields.side("h");
    frame.size = fields.whole("size");
    frame.cam_seq = fields.whole("cam_seq");
    frame.orig = fields.flag("orig");
    if (fields.has("boot")) frame.boot = fields.text("boot", 64);
    if (!fields.fault().empty()) return malformed(fields.fault());
    if (!std::ranges::all_of(frame.boot, is_word_character)) return malformed("boot is no word");
    if (frame.size != payload_size)
        return malformed("size says " + std::to_string(frame.size) + ", the payload has " +
                         std::to_string(payload_size) + " bytes");
    const auto format = format_named(codec);
    if (!format) return unknown("a codec that this version does not know");
    frame.format = *format;
    if (kind != "notes") {
        if (frame.size == 0 || frame.w == 0 || frame.h == 0) return malformed("a picture of no bytes or no size");
        if (kind != kind_of(*format))
            return malformed("codec " + codec + " does not belong on a topic of " + std::string(kind));
    }
    if (kind == "raw") {
        std::string fault = read_planes(header["planes"], frame);
        if (!fault.empty()) return malformed(std::move(fault));
    }
    if (fields.has("notes") && !header["notes"].is_object()) return malformed("notes is no object");
    frame.notes = read_notes(header["notes"]);
    frame.notes_left_out = header["notes_left_out"].flag().value_or(false);
    return frame;
}

WireMessage read_event(std::string_view name, JsonValue header) {
    WireEvent event;
    event.name = name;
    Fields fields(header);
    event.src = fields.name("src");
    event.seq = fields.whole("seq");
    event.epoch = fields.whole("epoch");
    event.ts_us = fields.instant("ts_us");
    event.wall_us = fields.instant("wall_us");
    event.event = fields.text("event", 64);
    event.why = fields.text("why", longest_sentence);
    if (fields.has("codec")) {
        event.format = format_named(fields.text("codec", 64));
        event.w = fields.side("w");
        event.h = fields.side("h");
        event.fps = fields.number("fps");
        event.stamp = fields.text("stamp", 64);
    }
    if (!fields.fault().empty()) return malformed(fields.fault());
    return event;
}

std::string read_stat_topic(JsonValue json, WireStatTopic& topic) {
    if (!json.is_object()) return "one of topics is no object";
    Fields fields(json);
    topic.topic = fields.text("topic", 256);
    topic.src = fields.name("src");
    topic.state = fields.text("state", 64);
    topic.why = fields.text("why", longest_sentence);
    topic.format = format_named(fields.text("codec", 64));
    topic.w = fields.side("w");
    topic.h = fields.side("h");
    topic.epoch = fields.whole("epoch");
    if (fields.has("fps_agreed")) topic.fps_agreed = fields.number("fps_agreed");
    if (fields.has("stamp")) topic.stamp = fields.text("stamp", 64);
    return fields.fault();
}

WireMessage read_stat(JsonValue header) {
    WireStat stat;
    Fields fields(header);
    stat.version = fields.text("version", 64);
    stat.host = fields.text("host", 256);
    stat.boot = fields.text("boot", 64);
    stat.ts_us = fields.instant("ts_us");
    stat.wall_us = fields.instant("wall_us");
    if (!fields.fault().empty()) return malformed(fields.fault());
    const JsonValue topics = header["topics"];
    if (!topics.is_list() || topics.size() > most_topics) return malformed("topics is no list, or too long a one");
    for (std::size_t i = 0; i < topics.size(); ++i)
        if (std::string fault = read_stat_topic(topics[i], stat.topics.emplace_back()); !fault.empty())
            return malformed(std::move(fault));
    return stat;
}

}  // namespace

WireMessage read_wire(std::string_view topic, std::string_view header, std::size_t payload_size, std::size_t parts) {
    if (parts < 3) return malformed("it has " + std::to_string(parts) + " of three parts");
    const std::size_t slash = topic.find('/');
    if (topic.size() > 256 || !topic.ends_with('/') || slash + 1 >= topic.size())
        return malformed("its topic is not <name>/<kind>/");
    const std::string_view name = topic.substr(0, slash);
    const std::string_view kind = topic.substr(slash + 1, topic.size() - slash - 2);
    if (!is_name(name)) return malformed("its topic begins with no name");
    const bool picture = kind == "jpeg" || kind == "raw" || kind == "notes";
    if (name == "sluice" ? kind != "stat" : !picture && kind != "event")
        return unknown("a kind that this version does not know");

    if (header.size() > most_header_bytes) return malformed("its header is longer than 64 KiB");
    const auto json = PeerJson::parse(header);
    if (!json || !json->root().is_object()) return malformed("its header is no JSON object");
    const auto version = json->root()["v"].whole();
    if (!version) return malformed("v is missing or no whole number");
    if (*version != 1) return unknown("version " + std::to_string(*version) + " of the format");
    if (picture) return read_frame(name, kind, json->root(), payload_size);
    return name == "sluice" ? read_stat(json->root()) : read_event(name, json->root());
}

}  // namespace sluice::zmq_sink_parts
