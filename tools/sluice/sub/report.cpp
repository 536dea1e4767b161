#include "tools/sluice/sub/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "base/text.hpp"
#include "tools/sluice/json_text.hpp"
#include "tools/sluice/printable.hpp"
#include "tools/sluice/sub/silence.hpp"
#include "tools/sluice/table.hpp"

namespace sluice::tool {

namespace {

std::string fixed(double value, const char* unit) {
    std::array<char, 48> out{};
    std::snprintf(out.data(), out.size(), "%.1f%s", value, unit);
    return out.data();
}

std::string duration_text(std::int64_t microseconds) {
    const double us = static_cast<double>(microseconds);
    if (us < 10e6) return fixed(us / 1e3, " ms");
    return us < 600e6 ? fixed(us / 1e6, " s") : fixed(us / 60e6, " min");
}

std::string latency_text(const LatencyHistogram& latency, const Report& report) {
    if (latency.count() == 0) return "latency -";
    if (latency.clocks_differ()) return "latency unknown (the clocks of both hosts differ)";
    const bool wall = std::string_view(report.clock) == "wall";
    return text::cat("latency ", duration_text(latency.percentile(0.5)), " p50, ", duration_text(latency.percentile(0.99)), " p99",
                     wall ? " (by wall clocks)" : "");
}

std::string extras_text(const Report& report) {
    std::string out;
    if (report.saved > 0) out += text::cat(", ", report.saved, " saved");
    if (report.meter->unreadable() > 0) out += text::cat(", ", report.meter->unreadable(), " without a readable header");
    if (report.ignored > 0) out += text::cat(", ", report.ignored, " ignored");
    return out;
}

JsonObject figures_json(const Report& report, const TopicMeter::Figures& figures, double seconds, double fps) {
    JsonObject latency;
    const bool known = figures.latency.count() > 0 && !figures.latency.clocks_differ();
    if (known)
        latency.add("p50", figures.latency.percentile(0.5)).add("p99", figures.latency.percentile(0.99)).add("clock", report.clock);
    JsonObject out;
    out.add_json("topic", report.topic.empty() ? "null" : json_quoted(report.topic));
    out.add("seconds", seconds).add("frames", figures.frames).add("fps", fps).add("bytes", figures.bytes);
    out.add("bytes_per_s", seconds > 0 ? static_cast<double>(figures.bytes) / seconds : 0);
    out.add_json("latency_us", known ? latency.text() : "null");
    out.add("lost", figures.lost).add("ignored", report.ignored + report.meter->unreadable());
    out.add_json("silence", report.silence.empty() ? "null" : json_quoted(report.silence));
    return out;
}

}  // namespace

std::string second_text(const Report& report) {
    const TopicMeter::Figures& window = report.meter->window();
    const double seconds = std::max(report.seconds, 1e-6);
    return text::cat(printable(report.topic, 80), "  ", fixed(static_cast<double>(window.frames) / seconds, " fps"), "  ",
                     text::byte_count(static_cast<double>(window.bytes) / seconds), "/s  ", latency_text(window.latency, report),
                     "  lost ", window.lost);
}

std::string final_text(const Report& report) {
    const TopicMeter::Figures& total = report.meter->total();
    if (total.frames == 0)
        return text::cat(report.topic.empty() ? "no topic" : printable(report.topic, 80), ": no frame came", extras_text(report));
    return text::cat(printable(report.topic, 80), ": ", total.frames, total.frames == 1 ? " frame in " : " frames in ",
                     fixed(report.meter->total_seconds(), " s, "), fixed(report.meter->total_fps(), " fps, "),
                     text::byte_count(static_cast<double>(total.bytes)), ", ", latency_text(total.latency, report), ", lost ",
                     total.lost, extras_text(report));
}

std::string second_json(const Report& report) {
    const TopicMeter::Figures& window = report.meter->window();
    const double fps = static_cast<double>(window.frames) / std::max(report.seconds, 1e-6);
    return figures_json(report, window, report.seconds, fps).text();
}

std::string final_json(const Report& report) {
    const TopicMeter& meter = *report.meter;
    JsonObject out = figures_json(report, meter.total(), meter.total_seconds(), meter.total_fps());
    out.add("epochs", meter.epochs()).add("saved", report.saved).add("final", true);
    return out.text();
}

std::string event_text(const EventReport& event) {
    std::vector<std::string> facts;
    const std::string size = event.width > 0 ? text::cat(' ', event.width, 'x', event.height) : std::string();
    if (!event.codec.empty()) facts.push_back(printable(event.codec, 20) + size);
    if (event.fps > 0) facts.push_back(text::number(event.fps) + " fps");
    std::string told = text::join(facts, ", ");
    if (!event.why.empty()) told += (told.empty() ? "" : "; ") + printable(event.why);
    return text::cat(clock_text(event.wall_us), "  ", printable(event.src, 60), " is ", printable(event.state, 20),
                     told.empty() ? "" : ": ", told);
}

std::string events_final_text(const Report& report) {
    const TopicMeter::Figures& total = report.meter->total();
    return text::cat(printable(report.topic, 80), ": ", total.frames, total.frames == 1 ? " event, lost " : " events, lost ", total.lost,
                     extras_text(report));
}

std::string lines_final_json(const Report& report, std::uint64_t messages) {
    JsonObject out;
    out.add("topic", report.topic).add("messages", messages).add("lost", report.meter->total().lost);
    out.add("ignored", report.ignored + report.meter->unreadable());
    out.add_json("silence", report.silence.empty() ? "null" : json_quoted(report.silence)).add("final", true);
    return out.text();
}

std::string topics_text(const StatReport& stat) {
    Table table({"TOPIC", "STATE", "SIZE", "FPS", "BYTES", "SUBSCRIBERS", ""});
    for (const TopicReport& topic : stat.topics) {
        const std::string size = topic.width > 0 ? text::cat(topic.width, 'x', topic.height) : "-";
        const bool told = topic.state != "online" && topic.since_us > 0;
        const std::string agreed = topic.fps_agreed > 0 ? " of " + text::number(topic.fps_agreed) : std::string();
        table.add({printable(topic.topic, 80), printable(topic.state, 20), size, fixed(topic.fps, "") + agreed,
                   text::byte_count(topic.bytes_per_second) + "/s", std::to_string(topic.subscribers),
                   text::cat(told ? "since " + clock_text(topic.since_us) + " " : "", printable(topic.why))});
    }
    return table.text();
}

std::string topics_json(const StatReport& stat) {
    JsonArray topics;
    for (const TopicReport& topic : stat.topics) {
        JsonObject drops;
        for (const auto& [reason, count] : topic.drops) drops.add(reason, count);
        JsonObject out;
        out.add("topic", topic.topic).add("src", topic.src).add("codec", topic.codec).add("w", topic.width).add("h", topic.height);
        out.add("fps", topic.fps).add("fps_agreed", topic.fps_agreed).add("stamp", topic.stamp).add("bytes_per_s", topic.bytes_per_second).add("age_ms", topic.age_ms);
        out.add("state", topic.state).add("since_us", topic.since_us).add("why", topic.why);
        out.add_json("drops", drops.text()).add("subscribers", topic.subscribers);
        topics.add_json(out.text());
    }
    JsonObject out;
    out.add("version", stat.version).add("host", stat.host).add("boot", stat.boot).add_json("topics", topics.text());
    return out.text();
}

}  // namespace sluice::tool
