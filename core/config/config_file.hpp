#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/report.hpp"

namespace sluice::config {

/// The text of a config file, without a byte order mark; nothing, and a mistake said, where it cannot
/// be read or is no text.
[[nodiscard]] std::optional<std::string> read_file(const std::string& file, Report& report);

/// The same checks for a text that is already in memory.
[[nodiscard]] std::optional<std::string> read_text(const std::string& file, std::string_view text, Report& report);

}  // namespace sluice::config
