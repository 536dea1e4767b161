#include "tools/sluice/control/control_message.hpp"

#include <cstddef>

#include <nlohmann/json.hpp>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* request_form = R"(send {"v":1,"node":"front","set":{"gain":"5"}})";

std::string line_of(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

bool is_version(const Json& json) {
    const auto version = json.find("v");
    return version != json.end() && version->is_number_integer() && *version == 1;
}

// What is nested deeper than any message is left out.
Json object_in(std::string_view text) {
    const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= 4; };
    return Json::parse(text.begin(), text.end(), shallow, false);
}

std::string member_text(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Programs may send numbers and truths as they are.
std::string value_text(const std::string& name, const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return value.dump();
    throw Error(text::cat("the value of ", printable(name, 60), " is no text, number or truth"), request_form);
}

}  // namespace

std::string control_text(const ControlMessage& message) {
    Json json = {{"v", 1}};
    if (!message.node.empty()) json["node"] = message.node;
    for (const auto& [name, value] : message.set) json["set"][name] = value;
    return line_of(json);
}

ControlMessage read_control_message(std::string_view text) {
    if (text.size() > most_control_bytes) throw Error(text::cat("a request of ", text.size(), " bytes"), text::cat("send ", most_control_bytes, " at most"));
    const Json json = object_in(text);
    if (!json.is_object()) throw Error("that is no JSON object", request_form);
    if (!is_version(json)) throw Error("a request of another version than 1", request_form);
    ControlMessage out;
    if (const auto node = json.find("node"); node != json.end()) {
        out.node = member_text(json, "node");
        if (out.node.empty()) throw Error("node is no name", request_form);
    }
    const auto set = json.find("set");
    if (set == json.end()) return out;
    if (out.node.empty()) throw Error("set without node", request_form);
    if (!set->is_object() || set->empty()) throw Error("set is no object with values", request_form);
    for (const auto& [name, value] : set->items()) {
        if (name.empty()) throw Error("set has an empty name", request_form);
        out.set.emplace_back(name, value_text(name, value));
    }
    return out;
}

std::string reply_text(const ControlReply& reply, bool with_takes) {
    Json json = {{"v", 1}, {"ok", reply.error.empty()}};
    if (!reply.error.empty()) json["error"] = reply.error;
    if (!reply.nodes.empty()) json["nodes"] = reply.nodes;
    if (reply.error.empty() && reply.nodes.empty()) json["now"] = Json::object();
    for (const ControlState& state : reply.now) json["now"][state.name] = state.value;
    if (with_takes)
        for (const ControlState& state : reply.now) json["takes"][state.name] = state.takes;
    return line_of(json);
}

std::optional<ControlReply> read_control_reply(std::string_view text) {
    const Json json = object_in(text);
    if (!json.is_object() || !is_version(json)) return std::nullopt;
    const auto ok = json.find("ok");
    if (ok == json.end() || !ok->is_boolean()) return std::nullopt;
    ControlReply out;
    if (!ok->get<bool>()) {
        out.error = member_text(json, "error");
        if (out.error.empty()) out.error = "it failed, and it is not said why";
    }
    if (const auto nodes = json.find("nodes"); nodes != json.end() && nodes->is_array())
        for (const Json& node : *nodes)
            if (node.is_string()) out.nodes.push_back(node.get<std::string>());
    const auto now = json.find("now");
    if (now == json.end() || !now->is_object()) return out;
    const auto takes = json.find("takes");
    for (const auto& [name, value] : now->items()) {
        ControlState state{name, value.is_string() ? value.get<std::string>() : std::string(), {}};
        if (takes != json.end() && takes->is_object()) state.takes = member_text(*takes, name.c_str());
        out.now.push_back(std::move(state));
    }
    return out;
}

}  // namespace sluice::tool
