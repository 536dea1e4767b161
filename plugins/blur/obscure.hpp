#pragma once

#include <cstdint>

#include <sluice/pixels.hpp>

/// Pixels of a frame; right and bottom are the first beyond. Within the picture.
struct Patch {
    std::uint32_t left = 0, top = 0, right = 0, bottom = 0;
    [[nodiscard]] bool empty() const noexcept { return left >= right || top >= bottom; }
};

/// Blurs that part of the picture in every plane. What is left of it is the means of a grid of dots, `dots` along its
/// shorter side, with smooth passages between: nothing finer can be brought back, whatever is tried. In planes
/// that are coarser than the picture the part is moved out to whole samples. Throws sluice::Error. [any thread]
void obscure(sluice::Canvas& canvas, const Patch& patch, unsigned dots);

/// For the whole process: nodes make no threads, and OpenCV's would be hidden ones. [start]
void keep_opencv_to_one_thread();
