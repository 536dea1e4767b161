#include "options.hpp"

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <variant>

#include "modes.hpp"

namespace rig {

const char* const usage =
    R"(rig_webcam --frames FOLDER|FILE [OPTION [VALUE]...]: an MJPEG webcam, plugged into this machine's kernel

  --frames PATH         JPEG files sent in the order of their names, again and again; all of one size.
                        May be given again, once for each size
  --modes LIST          sizes and rates to offer: 1280x720@30,640x480@30+15,320x240@5-30 (+: each of these,
                        -: all between); the first is the default. Without it: the first frames' size at --fps
  --fps N               frames per second (default 30)
  --port N              USB port of the virtual hub, 0 to 7 (default 0); one per webcam
  --vendor, --product HEX   USB ids (default 1d6b, 0102)
  --name TEXT           product name
  --serial TEXT         USB serial number; may be empty, and equal to another camera's
  --dark                half the rate while exposure is automatic and exposure_dynamic_framerate is on

Going away:
  --unplug-after SEC    unplug after so many seconds
  --count N             unplug after so many frames

Frames:
  --no-dht              Huffman tables are left out, as many webcams do
  --pad N               N zero bytes after the end of each picture
  --error-every N       every Nth frame is marked faulty by the camera
  --truncate-every N    every Nth frame ends in the middle
  --no-end-every N      every Nth frame lacks its end marker
  --other-size-every N  every Nth frame is one of the other --frames

Silence:
  --stall-after N       a stream falls silent after N frames, until it is started again
  --stall-streams N     only the first N streams do so (default: all)
  --stall-for SEC       silent for so long instead, whoever starts it again, then on for N frames, and so forth
  --stall-times N       so many times (default: again and again)

A hung camera:
  --hang-begin MS       the request to begin streaming is answered so late
  --hang-end MS         the request to end it likewise

Each stream starts with the first file. Ending the process unplugs the camera. Prints its device file once
there is one, and at its end, or when it gets SIGUSR1, a line of what it sent: `counts frames=300 whole=...`.
Needs root and the kernel modules vhci-hcd and uvcvideo.
)";

namespace {

using Target = std::variant<bool*, std::string*, std::vector<std::string>*, std::vector<FrameMode>*, int*, long*, double*>;

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

    void operator()(bool*) const {}
    void operator()(std::string* target) const { *target = text; }
    void operator()(std::vector<std::string>* target) const { target->push_back(text); }
    void operator()(std::vector<FrameMode>* target) const { *target = parse_modes(text); }
    template <typename Number>
    void operator()(Number* target) const { *target = number<Number>(key, text); }
};

std::map<std::string, Target> targets_in(Options& options)
{
    return {
        {"--frames", &options.frames},
        {"--modes", &options.modes},
        {"--fps", &options.fps},
        {"--port", &options.port},
        {"--vendor", &options.vendor},
        {"--product", &options.product},
        {"--name", &options.name},
        {"--serial", &options.serial},
        {"--dark", &options.dark},
        {"--unplug-after", &options.unplug_after},
        {"--count", &options.count},
        {"--no-dht", &options.no_dht},
        {"--pad", &options.pad},
        {"--error-every", &options.error_every},
        {"--truncate-every", &options.truncate_every},
        {"--no-end-every", &options.no_end_every},
        {"--other-size-every", &options.other_size_every},
        {"--stall-after", &options.stall_after},
        {"--stall-streams", &options.stall_streams},
        {"--stall-for", &options.stall_for},
        {"--stall-times", &options.stall_times},
        {"--hang-begin", &options.hang_begin},
        {"--hang-end", &options.hang_end},
    };
}

void check(const Options& options)
{
    if (options.frames.empty())
        throw std::invalid_argument("--frames is missing");
    if (options.fps < 1)
        throw std::invalid_argument("--fps must be at least 1");
    for (const std::string& id : {options.vendor, options.product})
        if (id.size() != 4 || id.find_first_not_of("0123456789abcdef") != std::string::npos)
            throw std::invalid_argument("--vendor and --product need four small hexadecimal digits, not '" + id + "'");
    if (options.stall_after == 0 && options.stall_for > 0)
        throw std::invalid_argument("--stall-for needs --stall-after");
}

}  // namespace

Options parse_options(int argc, char** argv)
{
    Options options;
    const std::map<std::string, Target> targets = targets_in(options);
    for (int i = 1; i < argc; ++i) {
        const std::string key = argv[i];
        const auto target = targets.find(key);
        if (target == targets.end())
            throw std::invalid_argument("unknown option " + key);
        if (bool* const* flag = std::get_if<bool*>(&target->second)) {
            **flag = true;
            continue;
        }
        if (++i == argc)
            throw std::invalid_argument(key + " needs a value");
        std::visit(Assign{key, argv[i]}, target->second);
    }
    check(options);
    return options;
}

}  // namespace rig
