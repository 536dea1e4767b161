#pragma once

#include <string>
#include <vector>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"

namespace sluice::tool {

/// What runs, but hardly as its user means it.
struct Hint {
    std::string node;
    std::string text;  ///< "what; what next"
};

/// Streams too large for the networks they are offered to.
[[nodiscard]] std::vector<Hint> hints(const Plan& plan, const Explanation& explanation);

}  // namespace sluice::tool
