#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include <sluice/pixels.hpp>

namespace sluice::test {

/// What libjpeg makes of a JPEG by its plain interface, row by row: Y, Cb and Cr of each pixel, each chroma sample
/// repeated for all pixels it covers; of a gray one Y alone.
struct Reference {
    std::uint32_t width = 0, height = 0;
    std::vector<std::uint8_t> y, cb, cr;
    long warnings = 0;
};
Reference reference(std::span<const std::byte> jpeg, std::uint32_t shrink, bool chroma);

/// The plane's samples, rows one after the other.
std::vector<std::uint8_t> samples(const PixelPlane<const std::uint8_t>& plane, std::uint32_t bytes_per_sample = 1);
/// The plane with each sample repeated for the pixels it covers, `width` x `height` in all.
std::vector<std::uint8_t> spread(const PixelPlane<const std::uint8_t>& plane, std::uint32_t width,
                                 std::uint32_t height);

/// The largest difference of two pictures, which must have the same size.
int most_difference(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);
double mean_difference(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

}  // namespace sluice::test
