#include "tools/sluice/run_display.hpp"

#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "base/catalogue.hpp"
#include "base/text.hpp"
#include "tools/sluice/json_text.hpp"

namespace sluice::tool {

namespace {

std::int64_t microseconds_of(const timeval& time) { return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; }

std::string pictures_json(const NodeReport::Pictures& pictures) {
    JsonObject json;
    json.add("decodes", pictures.decodes).add("later_decodes", pictures.later_decodes).add("encodes", pictures.encodes);
    json.add("block_reads", pictures.block_reads).add("block_writes", pictures.block_writes);
    return json.add("damaged", pictures.damaged).text();
}

std::string node_json(const NodeReport& node) {
    JsonObject dropped;
    for (const auto& [reason, count] : node.dropped) dropped.add(reason, count);
    JsonObject json;
    json.add("type", node.type).add("kind", name_of(node.kind)).add("in", node.in).add("out", node.out);
    json.add("bytes", node.bytes).add("unwanted", node.unwanted).add("failed", node.failed);
    if (node.kind == NodeKind::source) json.add_json("pictures", pictures_json(node.pictures));
    return json.add_json("dropped", dropped.text()).text();
}

std::string process_json() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return JsonObject()
        .add("cpu_us", microseconds_of(usage.ru_utime) + microseconds_of(usage.ru_stime))
        .add("max_rss_kib", static_cast<std::int64_t>(usage.ru_maxrss))
        .text();
}

std::uint64_t total(const std::map<std::string, std::uint64_t, std::less<>>& counts) {
    std::uint64_t sum = 0;
    for (const auto& [reason, count] : counts)
        if (reason != "filtered") sum += count;
    return sum;
}

std::string live_part(const NodeReport& now, const NodeReport& before, double seconds) {
    const auto rate = [&](std::uint64_t a, std::uint64_t b) { return static_cast<double>(a - b) / seconds; };
    if (now.kind == NodeKind::source) return text::cat(now.name, " ", text::number(std::round(rate(now.in, before.in) * 10) / 10), " fps");
    if (now.kind != NodeKind::sink) return {};
    std::string part = text::cat(now.name, " ", text::number(std::round(rate(now.out, before.out) * 10) / 10), " fps ",
                                 text::byte_count(rate(now.bytes, before.bytes)), "/s");
    if (now.in == before.in) part = text::cat(now.name, " nobody watches");
    return part;
}

std::size_t terminal_width() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

RunDisplay::RunDisplay(bool json) : json_(json), live_(!json && ::isatty(STDOUT_FILENO) == 1) {}

void RunDisplay::reach(const std::vector<Runtime::Reach>& all) {
    if (json_) return;
    for (const Runtime::Reach& one : all) {
        std::string indented = one.text;
        for (auto at = indented.find('\n'); at != std::string::npos; at = indented.find('\n', at + 3)) indented.replace(at, 1, "\n  ");
        std::printf("%s: %s\n", one.sink.c_str(), indented.c_str());
    }
    std::fflush(stdout);
}

void RunDisplay::tick(const Report& report, Clock::time_point now) {
    if (json_) print_json(report, false);
    if (live_) print_live(report, now);
}

void RunDisplay::finish(const Report& report) {
    if (line_open_) std::printf("\n");
    if (json_) print_json(report, true);
    std::fflush(stdout);
}

void RunDisplay::print_json(const Report& report, bool final) const {
    JsonObject nodes;
    for (const NodeReport& node : report) nodes.add_json(node.name, node_json(node));
    JsonObject json;
    json.add("wall_us", microseconds(std::chrono::system_clock::now()));
    if (final) json.add("final", true);
    json.add_json("nodes", nodes.text()).add_json("process", process_json());
    std::printf("%s\n", json.text().c_str());
    std::fflush(stdout);
}

void RunDisplay::print_live(const Report& report, Clock::time_point now) {
    if (before_) {
        const double seconds = std::max(0.001, std::chrono::duration<double>(now - before_when_).count());
        std::string line;
        std::uint64_t dropped = 0;
        for (std::size_t i = 0; i < report.size(); ++i) {
            dropped += total(report[i].dropped) + report[i].failed;
            const std::string part = live_part(report[i], (*before_)[i], seconds);
            if (part.empty()) continue;
            line += line.empty() ? part : "  " + part;
        }
        line += text::cat("  dropped ", dropped);
        std::printf("\r\033[K%s", line.substr(0, terminal_width() - 1).c_str());
        std::fflush(stdout);
        line_open_ = true;
    }
    before_ = report;
    before_when_ = now;
}

}  // namespace sluice::tool
