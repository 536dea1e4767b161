#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace sluice::tool {

/// "250ms", "3s", "1.5min", "2h", "7d", as configs write them; nothing for anything else, zero and less
/// included.
[[nodiscard]] std::optional<std::chrono::nanoseconds> duration_of(std::string_view text);

}  // namespace sluice::tool
