#pragma once

#include <string>
#include <vector>

#include "camera_model.hpp"

namespace rig {

// Numbers: 0 is never. Frames are counted from the beginning of a stream unless said otherwise.
struct Options {
    std::vector<std::string> frames;  // each a folder of JPEG files, or a file of JPEGs one after another
    std::vector<FrameMode> modes;     // empty: the size of the first frames, at `fps`
    int port = 0;
    int fps = 30;

    std::string vendor = "1d6b";  // Linux Foundation, as the kernel's own webcam gadget
    std::string product = "0102";
    std::string serial = "CAM0001";
    std::string name = "Lab UVC Camera";
    bool dark = false;

    double unplug_after = 0;  // seconds
    long count = 0;           // unplug after so many frames altogether

    bool no_dht = false;
    long pad = 0;  // bytes
    long error_every = 0;
    long truncate_every = 0;
    long no_end_every = 0;
    long other_size_every = 0;

    long stall_after = 0;
    long stall_streams = 0;  // 0: all
    double stall_for = 0;    // seconds
    long stall_times = 0;    // 0: again and again

    long hang_begin = 0;  // milliseconds
    long hang_end = 0;
};

// Throws std::invalid_argument with a message for the user.
Options parse_options(int argc, char** argv);

extern const char* const usage;

}  // namespace rig
