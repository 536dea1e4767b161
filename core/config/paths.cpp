#include "config/paths.hpp"

#include <filesystem>
#include <system_error>

#include "base/text.hpp"

namespace sluice::config {

namespace fs = std::filesystem;

std::optional<std::string> absolute_path(const Value& value, Report& report) {
    if (value.text.empty()) {
        report.mistake(value, "an empty path");
        return std::nullopt;
    }
    if (value.text[0] == '~') {
        const std::string rest = value.text.substr(1);
        const bool own = rest.empty() || rest[0] == '/';
        report.mistake(
            value, "~ is not expanded here",
            own ? text::cat("write ${HOME}", printable(rest), " in quotes") : std::string("write the whole path"));
        return std::nullopt;
    }
    if (value.text.find('\0') != std::string::npos) {
        report.mistake(value, "a path with a NUL byte");
        return std::nullopt;
    }
    std::error_code error;
    const bool from_file = value.place.file != "--set" && !value.place.file.empty();
    const fs::path folder = from_file ? fs::path(value.place.file).parent_path() : fs::path();
    const fs::path whole = fs::absolute(folder / value.text, error);
    if (error) {
        report.mistake(value, text::cat("no absolute path: ", error.message()), "start in a folder that exists");
        return std::nullopt;
    }
    return whole.lexically_normal().string();
}

}  // namespace sluice::config
