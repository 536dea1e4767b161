#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

// Single values out of JSON that came from a socket: whatever was sent, nothing is thrown.
namespace sluice::client::fields {

inline constexpr std::size_t most_bytes = 64 << 10;
inline constexpr int deepest = 32;
inline constexpr std::uint64_t most_whole = (std::uint64_t{1} << 53) - 1;

/// An object of wire version 1, or null.
[[nodiscard]] inline nlohmann::json object_of(std::string_view text) {
    if (text.size() > most_bytes) return nullptr;
    bool deep = false;
    const auto shallow = [&deep](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        deep = deep || depth > deepest;
        return !deep;
    };
    nlohmann::json json = nlohmann::json::parse(text.begin(), text.end(), shallow, false);
    if (deep || !json.is_object()) return nullptr;
    const auto version = json.find("v");
    if (version == json.end() || !version->is_number_integer() || *version != 1) return nullptr;
    return json;
}

/// Below 2^53, the range of every whole number that is sluice's own.
[[nodiscard]] inline std::optional<std::uint64_t> whole(const nlohmann::json& value) {
    if (!value.is_number_unsigned()) return std::nullopt;
    const auto number = value.get<std::uint64_t>();
    return number > most_whole ? std::nullopt : std::optional<std::uint64_t>(number);
}

[[nodiscard]] inline std::optional<std::uint64_t> whole(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? std::nullopt : whole(*found);
}

[[nodiscard]] inline std::optional<std::uint32_t> pixels(const nlohmann::json& object, const char* key) {
    const auto value = whole(object, key);
    if (!value || *value > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    return static_cast<std::uint32_t>(*value);
}

/// 0 where there is none that makes sense.
[[nodiscard]] inline double number(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) return 0;
    const auto value = found->get<double>();
    return std::isfinite(value) && value >= 0 ? value : 0;
}

/// Empty where there is none.
[[nodiscard]] inline std::string text(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[nodiscard]] inline bool truth(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace sluice::client::fields
