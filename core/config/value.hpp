#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/mistake.hpp"

namespace sluice::config {

/// The key of a map as written.
struct Key {
    std::string text;
    Place place;
};

/// One value of a config file with its place: a tree of our own, because YAML's parsers forget the
/// places of keys, drop duplicates and turn `0123` into a number.
struct Value {
    enum class Kind { nothing, scalar, list, map };

    Kind kind = Kind::nothing;  ///< nothing: "key:" with no value behind it
    bool plain = true;          ///< of a scalar: written without quotes
    std::string text;           ///< of a scalar: as written
    Place place;
    std::string where;         ///< "sources.front.fps"
    std::vector<Key> keys;     ///< of a map, one for each of items
    std::vector<Value> items;  ///< of a list or map

    [[nodiscard]] bool is_scalar() const noexcept { return kind == Kind::scalar; }
    [[nodiscard]] bool is_list() const noexcept { return kind == Kind::list; }
    [[nodiscard]] bool is_map() const noexcept { return kind == Kind::map; }
    /// Nothing written, or YAML's ways to say so: null, ~.
    [[nodiscard]] bool is_empty() const noexcept;

    /// The value of that key or nullptr.
    [[nodiscard]] const Value* find(std::string_view key) const noexcept;
    [[nodiscard]] Value* find(std::string_view key) noexcept;
    void add(Key key, Value value);
};

/// What a value is, for messages: its text in quotes, "[1, 2]", "a list", "a map", "no value".
[[nodiscard]] std::string kind_words(const Value& value);

/// Gives every value below its `where`. A list's items share the list's.
void name_places(Value& value, const std::string& where);

/// "sources.front" and "fps" as "sources.front.fps".
[[nodiscard]] std::string below(std::string_view where, std::string_view key);

/// What a user wrote, fit for one line of a message: control characters replaced, long texts cut.
[[nodiscard]] std::string printable(std::string_view text);
[[nodiscard]] std::string in_quotes(std::string_view text);

/// "text:v4l2 lacks a space after the colon", where that is what happened; else empty.
[[nodiscard]] std::string lacking_space(std::string_view text);

}  // namespace sluice::config
