#include "file_name.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace sluice::record {

namespace {

std::string_view extension_of(Format format) { return format == Format::jpeg ? "jpg" : name_of(format); }

std::optional<Format> format_of(std::string_view extension) {
    if (extension == "jpg") return Format::jpeg;
    return extension == "jpeg" ? std::nullopt : format_named(extension);
}

/// Takes a number of `digits` digits (0: all there are) from the front of `text`.
template <typename T>
bool take(std::string_view& text, std::size_t digits, T& number) {
    if (digits > text.size()) return false;
    const char* end = text.data() + (digits == 0 ? text.size() : digits);
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || (digits != 0 && stop != end)) return false;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    return true;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

bool take_time(std::string_view& text, std::int64_t& milliseconds) {
    unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0;
    if (!(take(text, 4, year) && take(text, 2, month) && take(text, 2, day) && take(text, 'T') && take(text, 2, hour) &&
          take(text, 2, minute) && take(text, 2, second) && take(text, '.') && take(text, 3, milli) && take(text, 'Z')))
        return false;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month), std::chrono::day(day)};
    if (!date.ok()) return false;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    milliseconds = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + milli;
    return true;
}

}  // namespace

std::string FileName::text() const {
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char buffer[96];
    std::snprintf(buffer, sizeof buffer, "%04d%02u%02uT%02d%02d%02d.%03dZ-%06llu", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()), static_cast<unsigned long long>(sequence));
    std::string name(buffer);
    if (clash != 0) name.append("-").append(std::to_string(clash));
    return name.append(".").append(extension_of(format));
}

std::optional<FileName> parse_file_name(std::string_view text) {
    FileName name;
    std::string_view rest = text;
    if (!take_time(rest, name.milliseconds) || !take(rest, '-') || !take(rest, 0, name.sequence)) return std::nullopt;
    if (rest.starts_with('-') && (!take(rest, '-') || !take(rest, 0, name.clash))) return std::nullopt;
    if (!take(rest, '.')) return std::nullopt;
    const std::optional<Format> format = format_of(rest);
    if (!format) return std::nullopt;
    name.format = *format;
    if (name.text() != text) return std::nullopt;  // +1, 0042, 25 o'clock: not written by us
    return name;
}

}  // namespace sluice::record
