#include "camera_control_text.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <numeric>
#include <system_error>
#include <utility>

#include <sluice/error.hpp>

#include "camera_control_query.hpp"

namespace sluice::v4l2 {

namespace {

using Kind = CameraControl::Kind;

std::string_view without_spaces(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::string in_small_letters(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// What a user wrote, short and on one line.
std::string shown_value(std::string_view text) {
    constexpr std::size_t most = 60;
    std::string out;
    for (const char c : text.substr(0, most)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return "\"" + out + (text.size() > most ? "...\"" : "\"");
}

std::optional<std::int64_t> number_in(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    if (hex) text.remove_prefix(2);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, hex ? 16 : 10);
    const std::uint64_t most = std::uint64_t{std::numeric_limits<std::int64_t>::max()} + (negative ? 1 : 0);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || size > most) return std::nullopt;
    return static_cast<std::int64_t>(negative ? ~size + 1 : size);
}

std::optional<std::int64_t> truth_in(std::string_view text) {
    const std::string word = in_small_letters(text);
    for (const char* yes : {"true", "on", "yes", "1"})
        if (word == yes) return 1;
    for (const char* no : {"false", "off", "no", "0"})
        if (word == no) return 0;
    return std::nullopt;
}

std::optional<std::int64_t> item_in(const CameraControl& control, std::string_view text) {
    const std::string word = in_small_letters(text);
    for (const CameraControl::Item& item : control.items)
        if (in_small_letters(item.name) == word) return item.index;
    const auto index = number_in(text);
    for (const CameraControl::Item& item : control.items)
        if (item.index == index) return item.index;
    return std::nullopt;
}

// A driver that says "from 5 to 3" is asked itself.
bool has_range(const CameraControl& control) { return control.least <= control.most; }

bool is_within(const CameraControl& control, std::int64_t number) {
    using Limits = std::numeric_limits<std::int32_t>;
    if (control.kind == Kind::whole && (number < Limits::min() || number > Limits::max())) return false;
    return !has_range(control) || (number >= control.least && number <= control.most);
}

bool is_in_mask(const CameraControl& control, std::int64_t number) {
    return number >= 0 && (static_cast<std::uint64_t>(number) & ~static_cast<std::uint64_t>(control.most)) == 0;
}

std::string in_hex(std::int64_t number) {
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::uint64_t>(number), 16);
    return "0x" + std::string(digits.data(), end);
}

std::string range_text(const CameraControl& control) {
    if (!has_range(control)) return "a whole number";
    std::string out = std::to_string(control.least) + " to " + std::to_string(control.most);
    if (control.step > 1) out += " in steps of " + std::to_string(control.step);
    return out;
}

std::string items_text(const CameraControl& control) {
    constexpr std::size_t most = 24;
    std::string out;
    for (std::size_t i = 0; i < control.items.size(); ++i) {
        if (i == most) return out + ", and " + std::to_string(control.items.size() - most) + " more";
        out += (i ? ", " : "") + control.items[i].name;
    }
    return out;
}

std::string values_text(const CameraControl& control) {
    switch (control.kind) {
        case Kind::whole:
        case Kind::wide: return range_text(control);
        case Kind::boolean: return "true, false";
        case Kind::menu:
        case Kind::number_menu: return items_text(control);
        case Kind::bits: return "bits of " + in_hex(control.most);
        case Kind::button: return "press";
        case Kind::text: return "a text of " + std::to_string(std::max<std::int64_t>(control.least, 0)) + " to " + std::to_string(control.bytes - 1) + " characters";
    }
    return {};
}

[[noreturn]] void refuse_value(const CameraControl& control, std::string_view written) {
    const std::string takes = values_text(control);
    const std::string what = control.name + " cannot be " + shown_value(written);
    if (takes.empty()) throw Error(what + ": its menu is empty");
    throw Error(what, "it takes " + takes);
}

std::optional<std::int64_t> number_for(const CameraControl& control, std::string_view text) {
    const auto number = number_in(text);
    switch (control.kind) {
        case Kind::whole:
        case Kind::wide: return number && is_within(control, *number) ? number : std::nullopt;
        case Kind::bits: return number && is_in_mask(control, *number) ? number : std::nullopt;
        case Kind::boolean: return truth_in(text);
        case Kind::button: return in_small_letters(text) == "press" || truth_in(text) == 1 ? std::optional<std::int64_t>(1) : std::nullopt;
        default: return item_in(control, text);
    }
}

// Names of older kernels (uvcvideo until 5.15), which many a forum still tells.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> old_names = {
    {{"exposure_auto", "auto_exposure"},
     {"exposure_absolute", "exposure_time_absolute"},
     {"exposure_auto_priority", "exposure_dynamic_framerate"},
     {"white_balance_temperature_auto", "white_balance_automatic"},
     {"white_balance_auto", "white_balance_automatic"},
     {"focus_auto", "focus_automatic_continuous"},
     {"autogain", "gain_automatic"},
     {"exposure", "exposure_time_absolute"}}};

// Edits that make one of the other (Levenshtein).
std::size_t edits_between(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t corner = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, corner + (a[i] == b[j] ? 0U : 1U)});
            corner = above;
        }
    }
    return row.back();
}

// The fewer, the nearer; nothing: somebody else's name.
std::optional<std::size_t> distance(std::string_view wanted, std::string_view name) {
    if (is_same_control(wanted, name)) return 0;
    const std::size_t edits = edits_between(wanted, name);
    if (edits <= std::max<std::size_t>(wanted.size() / 3, 1)) return edits;
    constexpr std::size_t least_part = 4;
    const bool part = wanted.size() >= least_part && (name.find(wanted) != std::string_view::npos || wanted.find(name) != std::string_view::npos);
    return part ? std::optional<std::size_t>(wanted.size() + edits) : std::nullopt;
}

}  // namespace

ControlValue read_control_value(const CameraControl& control, std::string_view written) {
    if (control.kind == Kind::text) {
        const auto least = static_cast<std::size_t>(std::max<std::int64_t>(control.least, 0));
        if (written.size() < least || written.size() >= control.bytes || written.find('\0') != std::string_view::npos) refuse_value(control, written);
        return {0, std::string(written)};
    }
    const auto number = number_for(control, without_spaces(written));
    if (!number) refuse_value(control, written);
    return {*number, {}};
}

std::string control_value_text(const CameraControl& control, const ControlValue& value) {
    if (control.kind == Kind::text) return value.text;
    if (control.kind == Kind::boolean) return value.number ? "true" : "false";
    if (control.kind == Kind::bits) return in_hex(value.number);
    if (control.is_menu())
        for (const CameraControl::Item& item : control.items)
            if (item.index == value.number) return item.name;
    return std::to_string(value.number);
}

std::string control_takes(const CameraControl& control) {
    return control.flags & V4L2_CTRL_FLAG_READ_ONLY ? std::string() : values_text(control);
}

bool is_same_control(std::string_view a, std::string_view b) {
    if (a == b) return true;
    return std::ranges::any_of(old_names, [&](const auto& names) {
        const auto& [before, now] = names;
        return (a == before && b == now) || (a == now && b == before);
    });
}

std::vector<std::string> near_controls(std::string_view name, const std::vector<CameraControl>& controls) {
    const std::string wanted = control_name(name.substr(0, 64));
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const CameraControl& control : controls)
        if (const auto far = distance(wanted, control.name)) near.emplace_back(*far, control.name);
    std::ranges::stable_sort(near, {}, &std::pair<std::size_t, std::string>::first);
    std::vector<std::string> out;
    for (const auto& [far, each] : near)
        if (out.size() < 3) out.push_back(each);
    return out;
}

}  // namespace sluice::v4l2
