#include <cmath>

#include <nlohmann/json.hpp>

#include "site_facts.hpp"

namespace sluice::http_sink_parts {

namespace {

double rounded(double fps) { return std::round(fps * 100) / 100; }

nlohmann::json to_json(const InputFacts& input) {
    const InputStatus& status = input.status;
    auto drops = nlohmann::json::parse(status.drops, nullptr, false);
    if (!drops.is_object()) drops = nlohmann::json::object();
    nlohmann::json json = {{"name", input.name},
                           {"src", input.source},
                           {"codec", name_of(input.format())},
                           {"w", input.width()},
                           {"h", input.height()},
                           {"epoch", status.epoch},
                           {"fps", rounded(input.fps())},
                           {"state", name_of_state(status.state)},
                           {"since_us", microseconds(wall_time(status.since))},
                           {"why", status.why},
                           {"drops", std::move(drops)},
                           {"viewers", input.seen.viewers},
                           {"sent", input.seen.sent},
                           {"skipped", input.seen.skipped}};
    if (status.newest != Clock::time_point{})
        json["age_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(input.asked - status.newest).count();
    return json;
}

}  // namespace

std::string_view name_of_state(InputStatus::State state) {
    switch (state) {
        case InputStatus::State::starting: return "starting";
        case InputStatus::State::online: return "online";
        case InputStatus::State::stalled: return "stalled";
        case InputStatus::State::offline: return "offline";
        case InputStatus::State::ended: return "ended";
    }
    return "starting";
}

std::string stat_json(const SiteFacts& facts, Clock::time_point now) {
    nlohmann::json json = {{"v", 1},
                           {"version", SLUICE_VERSION},
                           {"node", facts.node},
                           {"host", facts.host},
                           {"ts_us", microseconds(now)},
                           {"wall_us", microseconds(wall_time(now))},
                           {"clients", facts.clients.now},
                           {"most_clients", facts.most_clients},
                           {"refused", facts.clients.refused},
                           {"inputs", nlohmann::json::array()}};
    for (const InputFacts& input : facts.inputs) json["inputs"].push_back(to_json(input));
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace sluice::http_sink_parts
