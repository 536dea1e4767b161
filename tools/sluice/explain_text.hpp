#pragma once

#include <string>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"

namespace sluice::tool {

/// For people: what happens to each camera's pictures, each link, each node, and the memory.
[[nodiscard]] std::string explain_text(const Plan& plan, const Explanation& explanation);

}  // namespace sluice::tool
