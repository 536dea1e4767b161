#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include <sluice/entry.hpp>

namespace sluice {

/// What a filter's entry declares for these parameters: Wishes, written down.
struct Declared {
    std::vector<Wish> pixels;
    bool coefficients = false;            ///< works on coefficients
    bool or_pixels = false;               ///< can do without them
    std::optional<Encoding> publishes;    ///< hands on pictures of its own
    std::chrono::nanoseconds holds{0};
    std::uint64_t holds_bytes = 0;

    /// It looks into pictures: it gets a lane.
    [[nodiscard]] bool opens() const noexcept { return !pixels.empty() || coefficients; }
};

/// Runs the entry's `wishes`; what it throws comes through. [start]
[[nodiscard]] Declared declared_by(const NodeEntry& entry, const Params& params);

}  // namespace sluice
