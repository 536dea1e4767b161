#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

namespace rig {

// UVC counts the time between two frames in 100 ns.
inline std::uint32_t interval_of(double fps)
{
    return static_cast<std::uint32_t>(10'000'000 / fps);
}

// One size of picture the camera offers, and its rates.
struct FrameMode {
    int width = 0;
    int height = 0;
    std::vector<double> rates;  // frames per second, the default first
    bool any_between = false;   // two rates, and all between them

    std::uint32_t largest_frame() const { return static_cast<std::uint32_t>(width * height * 2); }

    // In ascending order, as the driver shows them.
    std::vector<std::uint32_t> intervals() const
    {
        std::vector<std::uint32_t> all;
        std::ranges::transform(rates, std::back_inserter(all), interval_of);
        std::ranges::sort(all);
        return all;
    }
};

// What a camera tells about itself. UVC numbers modes from 1.
struct CameraModel {
    unsigned vendor = 0;
    unsigned product = 0;
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
