#pragma once

#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// Fills in ${NAME} and ${NAME:-instead} in every value below; $${ stands for ${. What is filled in is
/// not looked at again. Keys stay as they are. [start]
void fill_in_environment(Value& value, Report& report);

}  // namespace sluice::config
