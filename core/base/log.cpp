#include "base/log.hpp"

#include <memory>
#include <string>

#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace sluice::log {

namespace {

Shape shape_in_use = Shape::text;

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

spdlog::logger& logger() {
    static const std::shared_ptr<spdlog::logger> instance = [] {
        auto made = spdlog::stderr_color_mt("sluice");
        made->set_pattern("%^%-7l%$ %v");
        return made;
    }();
    return *instance;
}

}  // namespace

void configure(Level least, Shape shape) {
    shape_in_use = shape;
    logger().set_level(spdlog_level(least));
    logger().set_pattern(shape == Shape::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})" : "%^%-7l%$ %v");
}

void write(Level level, std::string_view where, std::string_view line) {
    if (!logger().should_log(spdlog_level(level))) return;
    std::string text;
    if (shape_in_use == Shape::json) {
        // A camera's name or a path may hold anything: what is not UTF-8 is replaced, never thrown at.
        const auto quoted = [](std::string_view value) {
            return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        };
        text.append("\"where\":").append(quoted(where)).append(",\"text\":").append(quoted(line));
    } else {
        if (!where.empty()) text.append(where).append(": ");
        text.append(line);
    }
    logger().log(spdlog_level(level), spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace sluice::log
