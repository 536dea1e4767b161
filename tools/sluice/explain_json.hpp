#pragma once

#include <string>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"

namespace sluice::tool {

/// For programs: one object, all of the explanation. Keys stay; what is not known is 0 or absent.
[[nodiscard]] std::string explain_json(const Plan& plan, const Explanation& explanation);

}  // namespace sluice::tool
