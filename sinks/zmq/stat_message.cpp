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
const char* clock_state() {
    timex query{};
    const int state = ::adjtimex(&query);
    return state != TIME_ERROR && state >= 0 ? "synchronized" : "unsynchronized";
}

nlohmann::json to_json(const TopicStat& stat, Clock::time_point now) {
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
                           {"since_us", microseconds(wall_time(status.since))},
                           {"why", reason_on_wire(status.why)},
                           {"drops", std::move(drops)},
                           {"subscribers", stat.subscribers}};
    if (stat.agreed) {
        json["fps_agreed"] = rate_on_wire(stat.agreed->fps);
        json["stamp"] = name_of_moment(stat.agreed->moment);
    }
    if (status.newest != Clock::time_point{})
        json["age_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(now - status.newest).count();
    return json;
}

}  // namespace

std::string stat_header(const std::vector<TopicStat>& topics, Clock::time_point now) {
    static const std::string boot = boot_id();
    static const std::string host = host_name();
    nlohmann::json json = {{"v", 1},
                           {"version", SLUICE_VERSION},
                           {"host", host},
                           {"boot", boot},
                           {"clock", clock_state()},
                           {"ts_us", microseconds(now)},
                           {"wall_us", microseconds(wall_time(now))},
                           {"topics", nlohmann::json::array()}};
    for (const TopicStat& topic : topics) json["topics"].push_back(to_json(topic, now));
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace sluice::zmq_sink_parts
