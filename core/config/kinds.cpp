#include "config/kinds.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "base/text.hpp"

namespace sluice::config::kinds {

namespace {

bool are_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <typename T>
std::optional<T> from_digits(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (!are_digits(text) || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Unit {
    std::string_view name;
    std::uint64_t size;
};

constexpr std::uint64_t k = 1000, ki = 1024;
constexpr std::array<Unit, 5> durations = {
    {{"ms", k* k}, {"s", k* k* k}, {"min", 60 * k* k* k}, {"h", 3600 * k* k* k}, {"d", 86400 * k* k* k}}};
constexpr std::array<Unit, 10> amounts = {{{"B", 1},
                                           {"kB", k},
                                           {"KB", k},
                                           {"MB", k* k},
                                           {"GB", k* k* k},
                                           {"TB", k* k* k* k},
                                           {"KiB", ki},
                                           {"MiB", ki* ki},
                                           {"GiB", ki* ki* ki},
                                           {"TiB", ki* ki* ki* ki}}};

// "12.5" and a unit, exact for whole numbers; nothing beyond `most`.
std::optional<std::uint64_t> with_unit(std::string_view text, std::span<const Unit> units, std::uint64_t most) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto unit =
        std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == text.substr(end); });
    const std::string_view digits = text.substr(0, end);
    const std::size_t point = digits.find('.');
    const auto before = from_digits<std::uint64_t>(digits.substr(0, point));
    if (unit == units.end() || !before || *before > most / unit->size) return std::nullopt;
    std::uint64_t result = *before * unit->size;
    if (point != std::string_view::npos) {
        if (!are_digits(digits.substr(point + 1))) return std::nullopt;
        const auto part = number(text::cat("0", digits.substr(point)));
        if (!part) return std::nullopt;
        const auto more = static_cast<std::uint64_t>(std::llround(*part * static_cast<double>(unit->size)));
        if (more > most - result) return std::nullopt;
        result += more;
    }
    return result;
}

Rate in_lowest_terms(std::uint64_t frames, std::uint64_t seconds) {
    const std::uint64_t common = std::gcd(frames, seconds);
    return {static_cast<std::uint32_t>(frames / common), static_cast<std::uint32_t>(seconds / common)};
}

}  // namespace

std::optional<bool> boolean(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower == "true" || lower == "yes" || lower == "on") return true;
    if (lower == "false" || lower == "no" || lower == "off") return false;
    return std::nullopt;
}

std::optional<std::int64_t> whole(std::string_view text) {
    const bool negative = text.starts_with('-');
    const auto size = from_digits<std::uint64_t>(negative ? text.substr(1) : text);
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (!size || *size > most + (negative ? 1 : 0)) return std::nullopt;
    return negative ? static_cast<std::int64_t>(~*size + 1) : static_cast<std::int64_t>(*size);
}

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::chrono::nanoseconds> duration(std::string_view text) {
    const auto size = with_unit(text, durations, std::numeric_limits<std::int64_t>::max());
    if (!size) return std::nullopt;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(*size));
}

std::optional<std::uint64_t> bytes(std::string_view text) {
    return with_unit(text, amounts, std::numeric_limits<std::int64_t>::max());
}

std::optional<Size> size(std::string_view text) {
    const std::size_t x = text.find('x');
    if (x == std::string_view::npos) return std::nullopt;
    const auto width = from_digits<std::uint32_t>(text.substr(0, x));
    const auto height = from_digits<std::uint32_t>(text.substr(x + 1));
    constexpr std::uint32_t most = 65535;  // of JPEG
    if (!width || !height || *width < 1 || *height < 1 || *width > most || *height > most) return std::nullopt;
    return Size{*width, *height};
}

std::optional<Rate> rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view front = text.substr(0, slash);
    std::uint64_t seconds = 1;
    if (slash != std::string_view::npos) {
        const auto below = from_digits<std::uint32_t>(text.substr(slash + 1));
        if (!below || *below == 0) return std::nullopt;
        seconds = *below;
    }
    std::string digits(front);
    if (const std::size_t point = front.find('.'); point != std::string_view::npos) {
        const std::size_t places = front.size() - point - 1;
        if (slash != std::string_view::npos || point == 0 || places < 1 || places > 6) return std::nullopt;
        digits.erase(point, 1);
        for (std::size_t i = 0; i < places; ++i) seconds *= 10;
    }
    const auto frames = from_digits<std::uint64_t>(digits);
    if (!frames || *frames == 0) return std::nullopt;
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    const std::uint64_t common = std::gcd(*frames, seconds);
    if (*frames / common > most || seconds / common > most) return std::nullopt;
    return in_lowest_terms(*frames, seconds);
}

std::string_view name(ParamKind kind) {
    switch (kind) {
        case ParamKind::boolean: return "true or false";
        case ParamKind::whole: return "a whole number";
        case ParamKind::number: return "a number";
        case ParamKind::text: return "a text";
        case ParamKind::choice: return "one of its words";
        case ParamKind::duration: return "a duration";
        case ParamKind::bytes: return "an amount of bytes";
        case ParamKind::size: return "a size";
        case ParamKind::rate: return "a rate";
        case ParamKind::region: return "a region";
        case ParamKind::points: return "a list of points";
        case ParamKind::file: return "a file";
        case ParamKind::folder: return "a folder";
        case ParamKind::map: return "a map";
    }
    return {};
}

std::string_view form(ParamKind kind) {
    switch (kind) {
        case ParamKind::whole: return "12";
        case ParamKind::number: return "0.02";
        case ParamKind::duration: return "250ms, 3s, 5min, 2h, 7d";
        case ParamKind::bytes: return "512KiB, 64MiB, 2GiB, 500MB";
        case ParamKind::size: return "1280x720";
        case ParamKind::rate: return "30, 12.5, 1/60";
        case ParamKind::region: return "[x, y, width, height] in pixels";
        case ParamKind::points: return "[[x, y], [x, y]] in pixels";
        case ParamKind::map: return "{ name: value }";
        default: return {};
    }
}

std::string complaint(ParamKind kind, std::string_view text) {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const bool amount = kind == ParamKind::duration || kind == ParamKind::bytes;
    if (amount && are_digits(text)) return "lacks a unit";
    if (kind == ParamKind::whole && are_digits(digits)) return "is too large for any number here";
    if (kind == ParamKind::rate && number(text) == 0.0) return "is no rate: it must be more than 0";
    if (kind == ParamKind::boolean) return "is neither true nor false";
    return text::cat("is not ", name(kind));
}

}  // namespace sluice::config::kinds
