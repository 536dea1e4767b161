#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/report.hpp"

namespace sluice::config {

/// Whether each `with` names a filter whose notes can be laid on the frames of its link: of the same source,
/// of the same geometry, and without waiting for itself.
void check_with(const std::vector<Node>& nodes, Report& report);

}  // namespace sluice::config
