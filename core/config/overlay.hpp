#pragma once

#include "config/value.hpp"

namespace sluice::config {

/// Lays `over` over `base`: maps key by key, everything else is replaced. A map left empty
/// ("sources:") takes nothing away.
void lay_over(Value& base, Value over);

}  // namespace sluice::config
