#include "settings.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace fake_v4l2 {
namespace {

std::string text(const char* name, const char* otherwise)
{
    const char* value = std::getenv(name);
    return value ? value : otherwise;
}

double number(const char* name, double otherwise)
{
    const std::string value = text(name, "");
    if (value.empty())
        return otherwise;
    char* end = nullptr;
    const double result = std::strtod(value.c_str(), &end);
    if (*end != '\0' || result < 0) {
        std::fprintf(stderr, "fake_v4l2: %s is not a number: %s\n", name, value.c_str());
        std::abort();
    }
    return result;
}

std::vector<std::string> split(const std::string& list)
{
    std::vector<std::string> items;
    std::istringstream stream(list);
    for (std::string item; std::getline(stream, item, ':');)
        if (!item.empty())
            items.push_back(item);
    return items;
}

}  // namespace

Settings read_settings()
{
    Settings settings;
    settings.paths = split(text("FAKE_V4L2_PATH", ""));
    settings.frames = text("FAKE_V4L2_FRAMES", "");
    settings.stats = text("FAKE_V4L2_STATS", "");
    settings.fps = number("FAKE_V4L2_FPS", settings.fps);
    settings.phase = number("FAKE_V4L2_PHASE", settings.phase);
    settings.most_buffers = static_cast<std::size_t>(std::clamp(number("FAKE_V4L2_BUFFERS", 32), 1.0, 32.0));
    settings.in_order = text("FAKE_V4L2_IN_ORDER", "") == "1";
    settings.stamped = text("FAKE_V4L2_STAMP", "") == "1";
    settings.hotplug = text("FAKE_V4L2_HOTPLUG", "") == "1";
    settings.unplug_after = static_cast<unsigned long>(number("FAKE_V4L2_UNPLUG_AFTER", 0));
    settings.replug_ms = static_cast<long>(number("FAKE_V4L2_REPLUG_MS", -1));
    return settings;
}

}  // namespace fake_v4l2
