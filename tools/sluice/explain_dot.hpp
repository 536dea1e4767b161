#pragma once

#include <string>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"

namespace sluice::tool {

/// For `dot -Tsvg`: nodes as boxes, lanes around those they run, what happens at each link.
[[nodiscard]] std::string explain_dot(const Plan& plan, const Explanation& explanation);

}  // namespace sluice::tool
