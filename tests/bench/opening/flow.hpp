#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <sluice/pixels.hpp>

#include "by_hand.hpp"

namespace sluice::bench_opening {

/// A filter that asks for pixels of every frame it gets and does nothing with them.
struct Looker {
    Wish wish;
    std::optional<Rate> fps;
};

/// Runs `frames` pictures (a camera of 30 frames a second, as fast as its readers take them) through a real
/// runtime, each Looker on a branch and lane of its own. Returns CPU time per frame; a few frames before are for memory
/// to be taken.
double look_at(const std::vector<Jpeg>& pictures, std::size_t frames, const std::vector<Looker>& lookers);

}  // namespace sluice::bench_opening
