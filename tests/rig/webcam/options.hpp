#pragma once

#include <string>

namespace rig {

struct Options {
    std::string frames;  // a folder of JPEG files, or a file of JPEGs one after another
    std::string serial = "CAM0001";
    std::string name = "Lab UVC Camera";
    int port = 0;
    int fps = 30;
    double unplug_after = 0;  // seconds; this and the numbers below: 0 is never
    long count = 0;           // unplug after so many frames altogether
    long truncate_every = 0;
    long error_every = 0;
    long stall_after = 0;  // frames of one stream
    long stall_streams = 0;
};

// Throws std::invalid_argument with a message for the user.
Options parse_options(int argc, char** argv);

extern const char* const usage;

}  // namespace rig
