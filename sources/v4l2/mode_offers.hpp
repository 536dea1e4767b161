#pragma once

#include <string>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// Is a frame of that size among them: listed, or on a step of a range?
[[nodiscard]] bool offers_size(const std::vector<CameraSize>& sizes, Size size);
/// Within one percent, for 30 is what 30000/1001 is meant by.
[[nodiscard]] bool offers_rate(const CameraSize& size, Rate rate);
[[nodiscard]] bool same_rate(double a, double b);

/// The largest there is; of sizes, of which there is at least one.
[[nodiscard]] Size largest_size(const std::vector<CameraSize>& sizes);
/// The nearest of all; of sizes, of which there is at least one.
[[nodiscard]] Size nearest_size(const std::vector<CameraSize>& sizes, Size to);

/// "1280x720, 1280x960": up to three that are nearest, ranges as "16x16 to 1920x1080 in steps of 16x8".
[[nodiscard]] std::string nearest_sizes_text(const std::vector<CameraSize>& sizes, Size to);
/// "30, 15", or "5 to 60"; empty: none is told.
[[nodiscard]] std::string nearest_rates_text(const CameraSize& size, Rate to);

[[nodiscard]] std::string size_text(Size size);
/// "30", "29.97", "1/60": frames per second.
[[nodiscard]] std::string rate_text(Rate rate);
[[nodiscard]] std::string rate_text(double per_second);

}  // namespace sluice::v4l2
