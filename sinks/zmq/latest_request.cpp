#include "latest_request.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace sluice::zmq_sink_parts {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t least_width = 16;
constexpr double longest_gap = 86'400;  // seconds; fewer than one frame a day is one a day

std::string read_topic(const Json& json, LatestRequest& request) {
    const auto topic = json.find("topic");
    if (topic == json.end() || !topic->is_string()) return "a request without a topic; add \"topic\":\"NAME/jpeg/\"";
    request.topic = topic->get<std::string>();
    return "";
}

std::string read_width(const Json& json, LatestRequest& request) {
    const auto width = json.find("max_w");
    if (width == json.end()) return "";
    if (!width->is_number_unsigned() || width->get<std::uint64_t>() < least_width)
        return "max_w is no whole number of pixels from 16 on; write \"max_w\":640";
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    request.max_width = static_cast<std::uint32_t>(std::min(width->get<std::uint64_t>(), most));
    return "";
}

std::string read_rate(const Json& json, LatestRequest& request) {
    const auto rate = json.find("max_fps");
    if (rate == json.end()) return "";
    const double fps = rate->is_number() ? rate->get<double>() : 0;
    if (!std::isfinite(fps) || fps <= 0) return "max_fps is no number of frames a second above 0; write \"max_fps\":5";
    const std::chrono::duration<double> gap(std::min(1 / fps, longest_gap));
    request.least_gap = std::chrono::duration_cast<Clock::duration>(gap);
    return "";
}

}  // namespace

std::string parse_request(std::string_view text, LatestRequest& request) {
    request = {};
    if (text.size() > most_request_bytes) return "a request longer than 1 KiB; ask for one topic in one request";
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return "a request that is no JSON object; send {\"v\":1,\"topic\":\"NAME/jpeg/\"}";
    if (const auto version = json.find("v"); version != json.end() && *version != 1)
        return "a request of another version than 1; send \"v\":1";
    std::string why = read_topic(json, request);
    if (why.empty()) why = read_width(json, request);
    if (why.empty()) why = read_rate(json, request);
    return why;
}

std::string refusal_header(std::string_view why) {
    const Json json = {{"v", 1}, {"why", why}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sluice::zmq_sink_parts
