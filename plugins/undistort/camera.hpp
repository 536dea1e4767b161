#pragma once

#include <array>
#include <string>
#include <vector>

#include <sluice/params.hpp>

/// How a lens bends the picture, as a calibration found it (OpenCV's pinhole model: calibrateCamera()).
struct Camera {
    std::array<double, 9> matrix{};  ///< row by row: fx 0 cx, 0 fy cy, 0 0 1, in pixels of `size`
    std::vector<double> distortion;  ///< k1 k2 p1 p2 and so on: 4, 5, 8, 12 or 14 of them
    sluice::Size size;               ///< of the pictures it was calibrated with
};

/// Reads camera_matrix, distortion_coefficients, image_width and image_height from YAML, XML or JSON as OpenCV's
/// calibration sample and ROS's camera_calibration write it. Throws sluice::Error.
[[nodiscard]] Camera read_camera(const std::string& path);
