#pragma once

#include <string>

#include "tools/sluice/doctor/finding.hpp"

namespace sluice::tool {

/// A line each: its mark, then `where: what; what next`; details below. The last line counts.
[[nodiscard]] std::string findings_text(const Findings& findings);

/// {"findings": [{"level", "where", "what", "next", "details"}], "wrong": N, "notes": N}
[[nodiscard]] std::string findings_json(const Findings& findings);

[[nodiscard]] bool any_wrong(const Findings& findings);

}  // namespace sluice::tool
