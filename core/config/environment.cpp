#include "config/environment.hpp"

#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace sluice::config {

namespace {

bool is_name(std::string_view name) {
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) return false;
    for (const char c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') return false;
    return true;
}

// What stands for the text between ${ and }.
std::string filled(std::string_view inside, const Value& value, Report& report) {
    const std::size_t split = inside.find(":-");
    const std::string name(inside.substr(0, split));
    if (!is_name(name)) {
        report.mistake(value, text::cat("\"${", printable(inside), "}\" names no environment variable"),
                       "write ${NAME} or ${NAME:-instead}, or $${ for a plain ${");
        return {};
    }
    const char* found = std::getenv(name.c_str());
    if (split != std::string_view::npos) return found && *found ? found : std::string(inside.substr(split + 2));
    if (found) return found;
    report.mistake(value, text::cat("the environment variable ", printable(name), " is not set"),
                   text::cat("set it, or write ${", printable(name), ":-instead}"));
    return {};
}

void fill_in(Value& value, Report& report) {
    std::string out;
    std::string_view rest = value.text;
    while (true) {
        const std::size_t open = rest.find("${");
        if (open == std::string_view::npos) break;
        if (open > 0 && rest[open - 1] == '$') {
            out += text::cat(rest.substr(0, open - 1), "${");
            rest.remove_prefix(open + 2);
            continue;
        }
        const std::size_t close = rest.find('}', open);
        if (close == std::string_view::npos) {
            report.mistake(value, "${ is never closed", "write ${NAME}, or $${ for a plain ${");
            return;
        }
        out += text::cat(rest.substr(0, open), filled(rest.substr(open + 2, close - open - 2), value, report));
        rest.remove_prefix(close + 1);
    }
    out += rest;
    value.text = std::move(out);
}

}  // namespace

void fill_in_environment(Value& value, Report& report) {
    if (value.is_scalar() && value.text.find("${") != std::string::npos) fill_in(value, report);
    for (Value& item : value.items) fill_in_environment(item, report);
}

}  // namespace sluice::config
