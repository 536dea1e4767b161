#include "codec/plane_ratio.hpp"

#include <array>

namespace sluice {

PlaneRatio plane_ratio(std::uint32_t count, std::uint32_t samples) noexcept {
    constexpr std::array<PlaneRatio, 7> usual = {{{1, 1}, {1, 2}, {1, 4}, {1, 3}, {2, 3}, {3, 4}, {2, 1}}};
    for (const PlaneRatio& ratio : usual)
        if (ratio.of(count) == samples) return ratio;
    return {samples, count ? count : 1};
}

}  // namespace sluice
