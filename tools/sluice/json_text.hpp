#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace sluice::tool {

/// A JSON string in quotes, plain ASCII; what is not UTF-8 is replaced.
[[nodiscard]] std::string json_quoted(std::string_view text);
/// A JSON number; 0 for what JSON cannot say.
[[nodiscard]] std::string json_number(double value);

/// Builds one JSON object, member by member, in the order written.
class JsonObject {
public:
    JsonObject& add(std::string_view key, std::string_view value) { return add_json(key, json_quoted(value)); }
    JsonObject& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
    JsonObject& add(std::string_view key, bool value) { return add_json(key, value ? "true" : "false"); }
    JsonObject& add(std::string_view key, double value) { return add_json(key, json_number(value)); }
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    JsonObject& add(std::string_view key, T value) { return add_json(key, std::to_string(value)); }
    JsonObject& add_json(std::string_view key, std::string_view json);

    [[nodiscard]] std::string text() const { return members_.empty() ? "{}" : "{" + members_ + "}"; }

private:
    std::string members_;
};

/// Builds one JSON array of values that are JSON already.
class JsonArray {
public:
    void add_json(std::string_view json) {
        if (!values_.empty()) values_ += ',';
        values_ += json;
    }
    [[nodiscard]] std::string text() const { return "[" + values_ + "]"; }

private:
    std::string values_;
};

}  // namespace sluice::tool
