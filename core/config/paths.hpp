#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// The absolute path a value means, from the folder of the file that wrote it, or from the working
/// directory where no file did. Nothing, and a mistake said, for ~ and an empty one. [start]
[[nodiscard]] std::optional<std::string> absolute_path(const Value& value, Report& report);

}  // namespace sluice::config
