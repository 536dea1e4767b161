#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fake_v4l2 {

// What the environment says about the cameras; the README names the variables.
struct Settings {
    std::vector<std::string> paths;  // one camera each
    std::string frames;              // a folder of JPEG files of one size
    std::string stats;               // a file, or empty
    double fps = 30;                 // 0: a frame is always ready
    double phase = -1;               // of a period; below 0: as it comes
    std::size_t most_buffers = 32;
    bool in_order = false;
    bool stamped = false;
    bool hotplug = false;
    unsigned long unplug_after = 0;  // frames; 0: never
    long replug_ms = -1;             // below 0: never
};

// Ends the program with a message where a setting makes no sense: a test must not go on with another camera.
Settings read_settings();

}  // namespace fake_v4l2
