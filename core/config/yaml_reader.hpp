#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// Reads one YAML text; nothing where it cannot be read, with the mistake in the report. A text
/// without any value gives Value::Kind::nothing. The file "--set" has no lines.
[[nodiscard]] std::optional<Value> read_yaml(const std::string& file, std::string_view text, Report& report);

}  // namespace sluice::config
