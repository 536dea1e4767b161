#include "wire_fields.hpp"

#include <algorithm>

namespace sluice::zmq_sink_parts {

namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool is_word_character(char c) noexcept { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

bool is_name(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 32 && is_letter(text[0]) && std::ranges::all_of(text, is_word_character);
}

void Fields::blame(std::string_view key, std::string_view what) {
    if (fault_.empty()) fault_.append(key).append(has(key) ? what : " is missing");
}

std::uint64_t Fields::whole(std::string_view key, std::uint64_t most) {
    const auto value = object_[key].whole(most);
    if (!value) blame(key, " is no whole number from 0 to " + std::to_string(most));
    return value.value_or(0);
}

std::uint32_t Fields::side(std::string_view key) { return static_cast<std::uint32_t>(whole(key, 65535)); }

std::int64_t Fields::instant(std::string_view key) {
    constexpr auto end = static_cast<std::int64_t>(end_of_whole);
    const auto value = object_[key].whole();
    if (value && *value > -end && *value < end) return *value;
    blame(key, " is no whole number of microseconds");
    return 0;
}

double Fields::number(std::string_view key) {
    const auto value = object_[key].number();
    if (!value) blame(key, " is no number");
    return value.value_or(0);
}

bool Fields::flag(std::string_view key) {
    const auto value = object_[key].flag();
    if (!value) blame(key, " is neither true nor false");
    return value.value_or(false);
}

std::string Fields::text(std::string_view key, std::size_t longest) {
    const auto value = object_[key].text();
    if (value && value->size() <= longest) return std::string(*value);
    blame(key, " is no text, or too long a one");
    return {};
}

std::string Fields::name(std::string_view key) {
    std::string value = text(key, 32);
    if (!is_name(value)) blame(key, " is no name");
    return value;
}

}  // namespace sluice::zmq_sink_parts
