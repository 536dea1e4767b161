#include "options.hpp"

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <variant>

namespace rig {

const char* const usage =
    R"(rig_webcam --frames FOLDER|FILE [OPTION VALUE...]: an MJPEG webcam, plugged into this machine's kernel

  --frames PATH         JPEG files sent in the order of their names, again and again; all of one size
  --port N              USB port of the virtual hub, 0 to 7 (default 0); one per webcam
  --fps N               frames per second (default 30)
  --serial TEXT         USB serial number; may be empty
  --name TEXT           product name
  --unplug-after SEC    unplug after so many seconds
  --count N             unplug after so many frames
  --truncate-every N    every Nth frame ends in the middle
  --error-every N       every Nth frame is marked faulty by the camera
  --stall-after N       a stream falls silent after N frames
  --stall-streams N     only the first N streams do so (default: all)

Each stream starts with the first file. Ending the process unplugs the camera.
Needs root and the kernel modules vhci-hcd and uvcvideo.
)";

namespace {

using Target = std::variant<std::string*, int*, long*, double*>;

template <typename Number>
Number number(const std::string& key, const std::string& text)
{
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const auto result = static_cast<Number>(value);
    if (text.empty() || *end != '\0' || value < 0 || static_cast<double>(result) != value)
        throw std::invalid_argument(key + " needs a number, not '" + text + "'");
    return result;
}

struct Assign {
    const std::string& key;
    const std::string& text;

    void operator()(std::string* target) const { *target = text; }
    template <typename Number>
    void operator()(Number* target) const { *target = number<Number>(key, text); }
};

}  // namespace

Options parse_options(int argc, char** argv)
{
    Options options;
    const std::map<std::string, Target> targets{
        {"--frames", &options.frames},
        {"--serial", &options.serial},
        {"--name", &options.name},
        {"--port", &options.port},
        {"--fps", &options.fps},
        {"--unplug-after", &options.unplug_after},
        {"--count", &options.count},
        {"--truncate-every", &options.truncate_every},
        {"--error-every", &options.error_every},
        {"--stall-after", &options.stall_after},
        {"--stall-streams", &options.stall_streams},
    };
    for (int i = 1; i < argc; i += 2) {
        const std::string key = argv[i];
        const auto target = targets.find(key);
        if (target == targets.end())
            throw std::invalid_argument("unknown option " + key);
        if (i + 1 == argc)
            throw std::invalid_argument(key + " needs a value");
        std::visit(Assign{key, argv[i + 1]}, target->second);
    }
    if (options.frames.empty())
        throw std::invalid_argument("--frames is missing");
    if (options.fps < 1)
        throw std::invalid_argument("--fps must be at least 1");
    return options;
}

}  // namespace rig
