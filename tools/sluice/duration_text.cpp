#include "tools/sluice/duration_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace sluice::tool {

std::optional<std::chrono::nanoseconds> duration_of(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, double>, 6> units = {{
        {"ms", 1e6}, {"min", 60e9}, {"s", 1e9}, {"h", 3600e9}, {"d", 86400e9}, {"us", 1e3},
    }};
    double value = 0;
    const auto [rest, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || !std::isfinite(value) || value <= 0) return std::nullopt;
    const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
    for (const auto& [name, nanoseconds] : units) {
        if (unit != name) continue;
        const double total = value * nanoseconds;
        if (total < 1 || total > 9e18) return std::nullopt;
        return std::chrono::nanoseconds(static_cast<std::int64_t>(total));
    }
    return std::nullopt;
}

}  // namespace sluice::tool
