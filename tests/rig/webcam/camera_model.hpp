#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rig {

// What one kind of picture the camera offers looks like.
struct FrameMode {
    int width = 0;
    int height = 0;
    int fps = 0;

    // UVC counts time in 100 ns.
    std::uint32_t interval() const { return 10'000'000u / static_cast<std::uint32_t>(fps); }
    std::uint32_t largest_frame() const { return static_cast<std::uint32_t>(width * height * 2); }
};

// What a camera tells about itself. UVC numbers modes from 1.
struct CameraModel {
    std::string name;
    std::string serial;  // may be empty: many cheap cameras have none
    std::vector<FrameMode> modes;
};

// Numbers that the descriptors and the answers to control requests must agree on.
constexpr unsigned control_interface = 0;
constexpr unsigned streaming_interface = 1;
constexpr unsigned camera_terminal = 1;
constexpr unsigned processing_unit = 2;
constexpr unsigned output_terminal = 3;
constexpr unsigned video_endpoint = 1;
constexpr unsigned clock_hz = 48'000'000;

// The driver sends bulk requests of at most 32 packets of 512 bytes; one payload each keeps both sides simple.
constexpr std::uint32_t largest_payload = 32 * 512;

}  // namespace rig
