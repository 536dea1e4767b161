#include "peer_json.hpp"

#include <limits>

#include <nlohmann/json.hpp>

namespace sluice::zmq_sink_parts {

namespace {

using Json = nlohmann::json;

const Json& json_of(const void* node) noexcept {
    static const Json none;
    return node ? *static_cast<const Json*>(node) : none;
}

// Before anything is built: how deep its lists and objects lie in each other.
bool is_shallow(std::string_view text) noexcept {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string && c == '\\')
            ++i;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{') && ++depth > PeerJson::deepest)
            return false;
        else if (!in_string && (c == ']' || c == '}'))
            --depth;
    }
    return true;
}

}  // namespace

std::optional<PeerJson> PeerJson::parse(std::string_view text) {
    if (text.size() > most_bytes || !is_shallow(text)) return std::nullopt;
    auto json = std::make_shared<const Json>(Json::parse(text.begin(), text.end(), nullptr, false));
    if (json->is_discarded()) return std::nullopt;
    return PeerJson(std::move(json));
}

bool JsonValue::is_null() const noexcept { return node_ && json_of(node_).is_null(); }
bool JsonValue::is_object() const noexcept { return json_of(node_).is_object(); }
bool JsonValue::is_list() const noexcept { return json_of(node_).is_array(); }

std::optional<bool> JsonValue::flag() const noexcept {
    const auto* value = json_of(node_).get_ptr<const Json::boolean_t*>();
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::uint64_t> JsonValue::whole(std::uint64_t most) const noexcept {
    const auto* value = json_of(node_).get_ptr<const Json::number_unsigned_t*>();
    return value && *value <= most ? std::optional<std::uint64_t>(*value) : std::nullopt;
}

std::optional<std::int64_t> JsonValue::whole() const noexcept {
    if (json_of(node_).is_number_unsigned()) {
        const auto value = whole(static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
        return value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
    }
    const auto* value = json_of(node_).get_ptr<const Json::number_integer_t*>();
    return value ? std::optional<std::int64_t>(*value) : std::nullopt;
}

std::optional<double> JsonValue::number() const noexcept {
    const Json& json = json_of(node_);
    if (!json.is_number()) return std::nullopt;
    return json.get<double>();
}

std::optional<std::string_view> JsonValue::text() const noexcept {
    const auto* value = json_of(node_).get_ptr<const Json::string_t*>();
    return value ? std::optional<std::string_view>(*value) : std::nullopt;
}

std::size_t JsonValue::size() const noexcept {
    const Json& json = json_of(node_);
    return json.is_structured() ? json.size() : 0;
}

JsonValue JsonValue::operator[](std::size_t i) const noexcept {
    const auto* list = json_of(node_).get_ptr<const Json::array_t*>();
    return JsonValue(list && i < list->size() ? &(*list)[i] : nullptr);
}

JsonValue JsonValue::operator[](std::string_view key) const noexcept {
    const auto* object = json_of(node_).get_ptr<const Json::object_t*>();
    if (!object) return JsonValue(nullptr);
    const auto found = object->find(key);
    return JsonValue(found == object->end() ? nullptr : &found->second);
}

void JsonValue::visit_each(bool (*visit)(void*, std::string_view, JsonValue), void* to) const {
    const auto* object = json_of(node_).get_ptr<const Json::object_t*>();
    if (!object) return;
    for (const auto& [key, value] : *object)
        if (!visit(to, key, JsonValue(&value))) return;
}

}  // namespace sluice::zmq_sink_parts
