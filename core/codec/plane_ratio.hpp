#pragma once

#include <cstdint>

#include <sluice/pixels.hpp>

namespace sluice {

/// How many samples a plane has for those of the whole picture, in one direction: `part` for every `whole`.
struct PlaneRatio {
    std::uint32_t part = 1, whole = 1;

    /// How many for so many of the picture.
    [[nodiscard]] std::uint32_t of(std::uint32_t count) const noexcept {
        return static_cast<std::uint32_t>((std::uint64_t{count} * part + whole - 1) / whole);
    }
    /// The sample that lies at this one of the picture.
    [[nodiscard]] std::uint32_t at(std::uint32_t position) const noexcept {
        return static_cast<std::uint32_t>(std::uint64_t{position} * part / whole);
    }
    friend bool operator==(const PlaneRatio&, const PlaneRatio&) = default;
};

/// The simplest ratio of JPEG's sampling factors (1 to 4) by which `samples` go with `count`; samples : count
/// itself where there is none. A small picture allows several: the finest that fits is taken.
[[nodiscard]] PlaneRatio plane_ratio(std::uint32_t count, std::uint32_t samples) noexcept;

/// Both directions of a plane.
struct PlaneRatios {
    PlaneRatio x, y;
    friend bool operator==(const PlaneRatios&, const PlaneRatios&) = default;
};

[[nodiscard]] inline PlaneRatios plane_ratios(const Pixels& pixels, std::uint32_t plane) noexcept {
    return {plane_ratio(pixels.width, pixels.plane[plane].width),
            plane_ratio(pixels.height, pixels.plane[plane].height)};
}

}  // namespace sluice
