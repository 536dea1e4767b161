// The vectors of WIRE.md, against our encoder and our reader. Every other client is tested against the same files.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "sinks/zmq/event_message.hpp"
#include "sinks/zmq/message_header.hpp"
#include "sinks/zmq/stat_message.hpp"
#include "sinks/zmq/wire_reader.hpp"
#include "sinks/zmq/wire_words.hpp"
#include "tests/sinks/zmq/wire_vectors.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using Json = nlohmann::json;
using test::WireVector;

const std::vector<WireVector>& vectors() {
    static const auto all = test::wire_vectors(SLUICE_WIRE_VECTORS);
    return all;
}

WireMessage read(const WireVector& vector) {
    const auto part = [&](std::size_t i) { return i < vector.parts.size() ? std::string_view(vector.parts[i]) : std::string_view(); };
    return read_wire(part(0), part(1), part(2).size(), vector.parts.size());
}

Clock::time_point at(std::int64_t us) { return Clock::time_point(std::chrono::microseconds(us)); }

std::string written(const WireFrame& frame) {
    FrameInfo info;
    info.format = frame.format;
    info.width = frame.w;
    info.height = frame.h;
    info.planes = frame.planes;
    info.original = frame.orig;
    info.sequence = frame.cam_seq;
    info.captured = at(frame.ts_us);
    info.source = frame.src;
    info.epoch = frame.epoch;
    if (frame.src_epoch) {
        info.source = "relay";
        info.captured = at(1);
        info.origin = {frame.src, frame.boot, *frame.src_epoch, std::chrono::microseconds(frame.ts_us), std::chrono::microseconds(frame.wall_us)};
    }
    std::string out;
    write_header(out, info, frame.notes, {frame.seq, frame.src_epoch ? 2 : frame.wall_us, frame.size});
    return out;
}

template <typename Value, std::size_t N>
Value named(const std::array<std::string_view, N>& names, const std::string& name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? throw std::runtime_error(name) : static_cast<Value>(found - names.begin());
}

InputStatus::State state_named(const std::string& name) {
    return named<InputStatus::State>(std::array<std::string_view, 5>{"starting", "online", "stalled", "offline", "ended"}, name);
}

Moment moment_named(const std::string& name) {
    return named<Moment>(std::array<std::string_view, 3>{"arrival", "exposure_start", "frame_end"}, name);
}

std::string written(const WireEvent& event) {
    InputStatus status;
    status.state = state_named(event.event);
    status.why = event.why;
    status.since = at(event.ts_us);
    status.epoch = event.epoch;
    Stream agreed;
    if (event.format) {
        agreed.format = *event.format;
        agreed.width = event.w;
        agreed.height = event.h;
        agreed.fps = event.fps;
        agreed.moment = moment_named(event.stamp);
    }
    return event_header(status, agreed, {event.src, event.seq, event.wall_us});
}

TopicStat topic_stat(const Json& json, std::int64_t now_us, std::int64_t wall_offset_us) {
    TopicStat stat;
    stat.topic = json["topic"];
    stat.source = json["src"].get_ref<const std::string&>();
    stat.bytes_per_second = json["bytes_per_s"];
    stat.subscribers = json["subscribers"];
    stat.status.format = *format_named(json["codec"].get<std::string>());
    stat.status.width = json["w"];
    stat.status.height = json["h"];
    stat.status.epoch = json["epoch"];
    stat.status.fps = json["fps"];
    stat.status.state = state_named(json["state"]);
    stat.status.since = at(json["since_us"].get<std::int64_t>() - wall_offset_us);
    stat.status.why = json["why"];
    stat.status.drops = json["drops"].dump();
    if (json.contains("age_ms")) stat.status.newest = at(now_us - 1000 * json["age_ms"].get<std::int64_t>());
    if (json.contains("fps_agreed")) {
        stat.agreed.emplace().fps = json["fps_agreed"];
        stat.agreed->moment = moment_named(json["stamp"]);
    }
    return stat;
}

std::string written_stat(const Json& header) {
    const std::int64_t now = header["ts_us"];
    StatFacts facts{header["version"], header["host"], header["boot"], header["clock"], header["wall_us"].get<std::int64_t>() - now, std::nullopt};
    if (header.contains("refused")) facts.refused = header["refused"].get<std::map<std::string, std::uint64_t>>();
    std::vector<TopicStat> topics;
    for (const Json& topic : header["topics"]) topics.push_back(topic_stat(topic, now, facts.wall_offset_us));
    return stat_header(topics, facts, at(now));
}

TEST(WireVectors, AreThere) {
    std::map<std::string, int> kinds;
    for (const WireVector& vector : vectors()) ++kinds[vector.reads.is_null() ? "ignored" : vector.reads["kind"].get<std::string>()];
    for (const char* kind : {"jpeg", "raw", "notes", "event", "stat", "ignored"}) EXPECT_GT(kinds[kind], 1) << kind;
}

TEST(WireVectors, OurEncoderMakesExactlyTheseBytes) {
    for (const WireVector& vector : vectors()) {
        if (!vector.writes) continue;
        SCOPED_TRACE(vector.name);
        ASSERT_EQ(vector.parts.size(), 3u);
        const WireMessage message = read(vector);
        if (const auto* frame = std::get_if<WireFrame>(&message)) {
            EXPECT_EQ(written(*frame), vector.parts[1]);
            EXPECT_EQ(frame->kind == "notes" ? "notes" : kind_of(frame->format), frame->kind);
            EXPECT_EQ(frame->name + "/" + frame->kind + "/", vector.parts[0]);
        } else if (const auto* event = std::get_if<WireEvent>(&message)) {
            EXPECT_EQ(written(*event), vector.parts[1]);
            EXPECT_EQ(event->name + "/event/", vector.parts[0]);
        } else {
            ASSERT_TRUE(std::holds_alternative<WireStat>(message));
            EXPECT_EQ(written_stat(vector.reads["header"]), vector.parts[1]);
        }
    }
}

TEST(WireVectors, OurReaderPassesOverWhatItMustAndSaysWhich) {
    for (const WireVector& vector : vectors()) {
        if (!vector.reads.is_null()) continue;
        const WireMessage message = read(vector);
        const auto* unread = std::get_if<WireUnread>(&message);
        ASSERT_TRUE(unread) << vector.name;
        EXPECT_EQ(unread->malformed, vector.malformed) << vector.name << ": " << unread->why;
        EXPECT_FALSE(unread->why.empty()) << vector.name;
    }
}

void expect_frame(const WireFrame& frame, const Json& header) {
    EXPECT_EQ(frame.src, header["src"]);
    EXPECT_EQ(frame.seq, header["seq"]);
    EXPECT_EQ(frame.epoch, header["epoch"]);
    EXPECT_EQ(frame.src_epoch.has_value(), header.contains("src_epoch"));
    EXPECT_EQ(frame.src_epoch.value_or(0), header.value("src_epoch", std::uint64_t{0}));
    EXPECT_EQ(frame.boot, header.value("boot", ""));
    EXPECT_EQ(frame.ts_us, header["ts_us"]);
    EXPECT_EQ(frame.wall_us, header["wall_us"]);
    EXPECT_EQ(name_of(frame.format), header["codec"]);
    EXPECT_EQ(frame.w, header["w"]);
    EXPECT_EQ(frame.h, header["h"]);
    EXPECT_EQ(frame.size, header["size"]);
    EXPECT_EQ(frame.cam_seq, header["cam_seq"]);
    EXPECT_EQ(frame.orig, header["orig"]);
    EXPECT_EQ(frame.notes_left_out, header.value("notes_left_out", false));
    EXPECT_EQ(frame.planes.count, header.value("planes", Json::array()).size());
    for (std::size_t i = 0; i < frame.planes.count; ++i) {
        const Plane& plane = frame.planes.plane[i];
        EXPECT_EQ(Json({plane.offset, plane.stride, plane.rows}), header["planes"][i]);
    }
}

void expect_event(const WireEvent& event, const Json& header) {
    EXPECT_EQ(event.src, header["src"]);
    EXPECT_EQ(event.seq, header["seq"]);
    EXPECT_EQ(event.epoch, header["epoch"]);
    EXPECT_EQ(event.ts_us, header["ts_us"]);
    EXPECT_EQ(event.wall_us, header["wall_us"]);
    EXPECT_EQ(event.event, header["event"]);
    EXPECT_EQ(event.why, header["why"]);
    EXPECT_EQ(event.format.has_value(), header.contains("codec"));
    EXPECT_EQ(event.fps, header.value("fps", 0.0));
    EXPECT_EQ(event.stamp, header.value("stamp", ""));
}

void expect_stat(const WireStat& stat, const Json& header) {
    EXPECT_EQ(stat.version, header["version"]);
    EXPECT_EQ(stat.host, header["host"]);
    EXPECT_EQ(stat.boot, header["boot"]);
    EXPECT_EQ(stat.ts_us, header["ts_us"]);
    EXPECT_EQ(stat.wall_us, header["wall_us"]);
    ASSERT_EQ(stat.topics.size(), header["topics"].size());
    for (std::size_t i = 0; i < stat.topics.size(); ++i) {
        const WireStatTopic& topic = stat.topics[i];
        const Json& json = header["topics"][i];
        EXPECT_EQ(topic.topic, json["topic"]);
        EXPECT_EQ(topic.src, json["src"]);
        EXPECT_EQ(topic.state, json["state"]);
        EXPECT_EQ(topic.why, json["why"]);
        ASSERT_TRUE(topic.format);
        EXPECT_EQ(name_of(*topic.format), json["codec"]);
        EXPECT_EQ(topic.w, json["w"]);
        EXPECT_EQ(topic.h, json["h"]);
        EXPECT_EQ(topic.epoch, json["epoch"]);
        EXPECT_EQ(topic.fps_agreed.has_value(), json.contains("fps_agreed"));
        EXPECT_EQ(topic.fps_agreed.value_or(0), json.value("fps_agreed", 0.0));
        EXPECT_EQ(topic.stamp, json.value("stamp", ""));
    }
}

TEST(WireVectors, OurReaderReadsWhatTheyTell) {
    for (const WireVector& vector : vectors()) {
        if (vector.reads.is_null()) continue;
        SCOPED_TRACE(vector.name);
        const WireMessage message = read(vector);
        const Json& header = vector.reads["header"];
        EXPECT_EQ(vector.parts[2].size(), vector.reads["payload_size"]);
        if (const auto* frame = std::get_if<WireFrame>(&message)) {
            EXPECT_EQ(frame->name, vector.reads["name"]);
            EXPECT_EQ(frame->kind, vector.reads["kind"]);
            expect_frame(*frame, header);
        } else if (const auto* event = std::get_if<WireEvent>(&message)) {
            EXPECT_EQ(event->name, vector.reads["name"]);
            EXPECT_EQ("event", vector.reads["kind"]);
            expect_event(*event, header);
        } else if (const auto* stat = std::get_if<WireStat>(&message)) {
            EXPECT_EQ("stat", vector.reads["kind"]);
            expect_stat(*stat, header);
        } else {
            ADD_FAILURE() << "not read: " << std::get<WireUnread>(message).why;
        }
    }
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
