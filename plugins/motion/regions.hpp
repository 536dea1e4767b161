#pragma once

#include <cstdint>
#include <vector>

/// What belongs together: cells that touch each other, also at a corner.
struct CellRegion {
    std::uint32_t left = 0, top = 0, right = 0, bottom = 0;  ///< cells; right and bottom are the first beyond
    std::uint32_t cells = 0;                                 ///< that changed
};

/// The regions of cells that are not 0 in a grid of `across` x `down`, largest first, at most `most`. [any thread]
[[nodiscard]] std::vector<CellRegion> regions_of(const std::vector<std::uint8_t>& cells, std::uint32_t across,
                                                 std::uint32_t down, std::size_t most);
