#include "stat_message.hpp"

#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "message_header.hpp"
#include "wire_words.hpp"

namespace sluice::zmq_sink_parts {

namespace {

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// Whether wall_us can be compared with another machine's: the kernel knows if something disciplines it.
std::string clock_state() {
    timex query{};
    const int state = ::adjtimex(&query);
    return state != TIME_ERROR && state >= 0 ? "synchronized" : "unsynchronized";
}

nlohmann::json to_json(const TopicStat& stat, const StatFacts& facts, Clock::time_point now) {
    const InputStatus& status = stat.status;
    auto drops = nlohmann::json::parse(status.drops, nullptr, false);
    if (!drops.is_object()) drops = nlohmann::json::object();
    nlohmann::json json = {{"topic", stat.topic},
                           {"src", stat.source},
                           {"codec", name_of(status.format)},
                           {"w", status.width},
                           {"h", status.height},
                           {"epoch", status.epoch},
                           {"fps", rate_on_wire(status.fps)},
                           {"bytes_per_s", std::llround(stat.bytes_per_second)},
                           {"state", name_of_state(status.state)},
                           {"since_us", microseconds(status.since) + facts.wall_offset_us},
                           {"why", reason_on_wire(status.why)},
                           {"drops", std::move(drops)},
                           {"subscribers", stat.subscribers}};
    if (stat.agreed) {
        json["fps_agreed"] = rate_on_wire(stat.agreed->fps);
        json["stamp"] = name_of_moment(stat.agreed->moment);
    }
    if (stat.missed) json["missed"] = *stat.missed;
    if (status.newest != Clock::time_point{})
        json["age_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(now - status.newest).count();
    return json;
}

std::string text_of(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

StatFacts stat_facts() {
    static const std::string boot = boot_id();
    static const std::string host = host_name();
    const auto now = Clock::now();
    return {SLUICE_VERSION, host, boot, clock_state(), microseconds(wall_time(now)) - microseconds(now), std::nullopt};
}

std::string stat_header(const std::vector<TopicStat>& topics, const StatFacts& facts, Clock::time_point now) {
    nlohmann::json json = {{"v", 1},
                           {"version", facts.version},
                           {"host", facts.host},
                           {"boot", facts.boot},
                           {"clock", facts.clock},
                           {"ts_us", microseconds(now)},
                           {"wall_us", microseconds(now) + facts.wall_offset_us},
                           {"topics", nlohmann::json::array()}};
    if (facts.refused) json["refused"] = *facts.refused;
    for (const TopicStat& topic : topics) json["topics"].push_back(to_json(topic, facts, now));
    std::string text = text_of(json);
    if (text.size() <= most_header_bytes) return text;
    for (auto& topic : json["topics"]) {
        topic["why"] = "";
        topic["drops"] = nlohmann::json::object();
    }
    return text_of(json);
}

}  // namespace sluice::zmq_sink_parts
