#pragma once

#include "config/config.hpp"
#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// What `process:` says.
[[nodiscard]] Process read_process(const Value& root, Report& report);

}  // namespace sluice::config
