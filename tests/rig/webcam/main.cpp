// A USB webcam (UVC 1.1, MJPEG) in user space, plugged into this machine's kernel: its own uvcvideo driver
// serves it as /dev/videoN, so that a capture program meets the real thing, faults and unplugs included.

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string_view>

#include "jpeg_frames.hpp"
#include "options.hpp"
#include "webcam.hpp"

namespace {

std::vector<rig::JpegFrames> load_all(const rig::Options& options)
{
    std::vector<rig::JpegFrames> all;
    for (const std::string& path : options.frames) {
        rig::JpegFrames frames = rig::load_frames(path);
        if (options.no_dht)
            frames.leave_out_huffman_tables();
        frames.pad(static_cast<std::size_t>(options.pad));
        all.push_back(std::move(frames));
    }
    return all;
}

// Without --modes the camera offers what the first frames are. Every mode must have frames.
void complete_modes(rig::Options& options, const std::vector<rig::JpegFrames>& all)
{
    if (options.modes.empty())
        options.modes.push_back({all.front().width, all.front().height, {static_cast<double>(options.fps)}});
    for (const rig::FrameMode& mode : options.modes)
        if (std::ranges::none_of(all, [&](const rig::JpegFrames& frames) {
                return frames.width == mode.width && frames.height == mode.height;
            }))
            throw std::runtime_error("no --frames of " + std::to_string(mode.width) + "x" +
                                     std::to_string(mode.height));
    if (options.other_size_every > 0 && all.size() < 2)
        throw std::runtime_error("--other-size-every needs --frames of another size");
}

}  // namespace

int main(int argc, char** argv)
{
    rig::Options options;
    if (argc == 2 && std::string_view(argv[1]) == "--help") {
        std::fputs(rig::usage, stdout);
        return 0;
    }
    try {
        options = rig::parse_options(argc, argv);
    } catch (const std::invalid_argument& mistake) {
        std::fprintf(stderr, "rig_webcam: %s\n\n%s", mistake.what(), rig::usage);
        return 2;
    }
    try {
        const std::vector<rig::JpegFrames> frames = load_all(options);
        complete_modes(options, frames);
        rig::Webcam(options, frames).run();
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "rig_webcam: %s\n", failure.what());
        return 1;
    }
    return 0;
}
