#pragma once

#include <vector>

#include <sluice/params.hpp>

#include "config/config.hpp"
#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// What `process:` says.
[[nodiscard]] Process read_process(const Value& root, Report& report);

/// What it takes.
[[nodiscard]] std::vector<Param> process_params();

}  // namespace sluice::config
