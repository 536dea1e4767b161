#include "config/value.hpp"

#include <cctype>
#include <utility>

#include "base/text.hpp"

namespace sluice::config {

namespace {

template <typename V>
auto* find_in(V& map, std::string_view key) noexcept {
    for (std::size_t i = 0; i < map.keys.size(); ++i)
        if (map.keys[i].text == key) return &map.items[i];
    return static_cast<decltype(&map.items[0])>(nullptr);
}

// "[1, 2, 3]" where it is short and flat.
std::string list_words(const Value& list) {
    std::vector<std::string> texts;
    for (const Value& item : list.items) {
        if (!item.is_scalar() || texts.size() >= 6) return "a list";
        texts.push_back(item.text);
    }
    return text::cat("[", printable(text::join(texts, ", ")), "]");
}

}  // namespace

bool Value::is_empty() const noexcept {
    if (kind == Kind::nothing) return true;
    return is_scalar() && plain && (text == "null" || text == "~" || text == "Null" || text == "NULL");
}

const Value* Value::find(std::string_view key) const noexcept { return find_in(*this, key); }
Value* Value::find(std::string_view key) noexcept { return find_in(*this, key); }

void Value::add(Key key, Value value) {
    keys.push_back(std::move(key));
    items.push_back(std::move(value));
}

std::string kind_words(const Value& value) {
    switch (value.kind) {
        case Value::Kind::nothing: return "no value";
        case Value::Kind::scalar: return in_quotes(value.text);
        case Value::Kind::list: return list_words(value);
        case Value::Kind::map: return "a map";
    }
    return {};
}

void name_places(Value& value, const std::string& where) {
    value.where = where;
    for (std::size_t i = 0; i < value.items.size(); ++i)
        name_places(value.items[i], value.is_map() ? below(where, value.keys[i].text) : where);
}

std::string below(std::string_view where, std::string_view key) {
    return where.empty() ? printable(key) : text::cat(where, ".", printable(key));
}

std::string printable(std::string_view text) {
    constexpr std::size_t most = 80;
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        // Cut between characters, never within one.
        if (out.size() >= most && (byte & 0xC0) != 0x80) return out + "...";
        out += byte < 0x20 || byte == 0x7F ? ' ' : c;
    }
    return out;
}

std::string in_quotes(std::string_view text) { return text::cat("\"", printable(text), "\""); }

std::string lacking_space(std::string_view text) {
    const std::string_view word = text.substr(0, text.find_first_of(" \n"));
    const std::size_t colon = word.find(':');
    if (colon == 0 || colon == std::string_view::npos || colon + 1 >= word.size()) return {};
    for (const char c : word.substr(0, colon))
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-') return {};
    // tcp://host and C:\x are values, not keys.
    if (word[colon + 1] == '/' && word.substr(colon, 3) == "://") return {};
    return text::cat(printable(word), " lacks a space after the colon");
}

}  // namespace sluice::config
