#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// A value written outside of a file: a YAML list, map or quoted text, else as it stands.
[[nodiscard]] std::optional<Value> inline_value(std::string_view text, Report& report);

/// Puts the values of --set into the tree.
void apply_overrides(Value& root, const std::vector<Override>& overrides, Report& report);

}  // namespace sluice::config
