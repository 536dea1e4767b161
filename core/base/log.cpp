#include "base/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.hpp"

namespace sluice::log {

namespace {

enum class Form { text, plain, journal, json };

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

// syslog(3)'s numbers: debug, informational, warning, error.
std::string_view priority(Level level) {
    switch (level) {
        case Level::debug: return "<7>";
        case Level::info: return "<6>";
        case Level::warning: return "<4>";
        case Level::error: return "<3>";
    }
    return "<6>";
}

const char* pattern(Form form) {
    switch (form) {
        case Form::text: return "%^%-7l%$ %v";
        case Form::plain:
        case Form::journal: return "%v";
        case Form::json: return R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})";
    }
    return "%v";
}

// $JOURNAL_STREAM names the file that systemd made stderr; a redirection since then makes it another.
bool stderr_is_the_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    return stream && ::fstat(STDERR_FILENO, &status) == 0 && stream == text::cat(status.st_dev, ":", status.st_ino);
}

Form form_for(Shape shape) {
    if (shape == Shape::json) return Form::json;
    return stderr_is_the_journal() ? Form::journal : Form::text;
}

struct Output {
    Form form = form_for(Shape::text);
    std::shared_ptr<spdlog::logger> logger = spdlog::stderr_color_mt("sluice");

    Output() { become(form); }
    void become(Form next) {
        form = next;
        logger->set_pattern(pattern(form));
    }
};

Output& output() {
    static Output instance;
    return instance;
}

// A camera's name or a path may hold anything: what is not UTF-8 is replaced, never thrown at.
std::string quoted(std::string_view value) {
    return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The journal takes each line for an entry of its own.
std::string with_priorities(Level level, std::string_view text) {
    std::string out;
    for (std::size_t begin = 0; begin == 0 || begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (begin > 0) out += '\n';
        out.append(priority(level)).append(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

}  // namespace

void configure(Level least, Shape shape) {
    output().logger->set_level(spdlog_level(least));
    output().become(form_for(shape));
}

void write(Level level, std::string_view where, std::string_view line) {
    const Output& out = output();
    if (!out.logger->should_log(spdlog_level(level))) return;
    std::string text;
    if (out.form == Form::json) {
        text = text::cat("\"where\":", quoted(where), ",\"text\":", quoted(line));
    } else {
        text = where.empty() ? std::string(line) : text::cat(where, ": ", line);
        if (out.form == Form::journal) text = with_priorities(level, text);
    }
    out.logger->log(spdlog_level(level), spdlog::string_view_t(text.data(), text.size()));
}

void write_plain(Level level, std::string_view text) {
    const Form form = output().form;
    if (form == Form::text) output().become(Form::plain);
    write(level, {}, text);
    output().become(form);
}

}  // namespace sluice::log
