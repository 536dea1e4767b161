#include "regions.hpp"

#include <algorithm>
#include <cstddef>

namespace {

CellRegion take(std::vector<std::uint8_t>& left_over, std::size_t first, std::uint32_t across, std::uint32_t down,
                std::vector<std::size_t>& open) {
    CellRegion region{across, down, 0, 0, 0};
    open.assign(1, first);
    left_over[first] = 0;
    while (!open.empty()) {
        const auto x = static_cast<std::uint32_t>(open.back() % across), y = static_cast<std::uint32_t>(open.back() / across);
        open.pop_back();
        region.left = std::min(region.left, x);
        region.top = std::min(region.top, y);
        region.right = std::max(region.right, x + 1);
        region.bottom = std::max(region.bottom, y + 1);
        ++region.cells;
        for (std::uint32_t j = y ? y - 1 : 0; j <= std::min(y + 1, down - 1); ++j)
            for (std::uint32_t i = x ? x - 1 : 0; i <= std::min(x + 1, across - 1); ++i) {
                const std::size_t next = std::size_t{j} * across + i;
                if (!left_over[next]) continue;
                left_over[next] = 0;
                open.push_back(next);
            }
    }
    return region;
}

}  // namespace

std::vector<CellRegion> regions_of(const std::vector<std::uint8_t>& cells, std::uint32_t across, std::uint32_t down,
                                   std::size_t most) {
    std::vector<CellRegion> regions;
    std::vector<std::uint8_t> left_over = cells;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < left_over.size(); ++i)
        if (left_over[i]) regions.push_back(take(left_over, i, across, down, open));
    const auto larger = [](const CellRegion& a, const CellRegion& b) { return a.cells > b.cells; };
    std::stable_sort(regions.begin(), regions.end(), larger);
    if (regions.size() > most) regions.resize(most);
    return regions;
}
