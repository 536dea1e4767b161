#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sluice/params.hpp>

#include "config/value.hpp"

namespace sluice::config {

/// One value of a parameter, read.
struct ParamValue {
    using Content = std::variant<std::monostate, bool, std::int64_t, double, std::chrono::nanoseconds, std::uint64_t,
                                 Size, Rate, Region, Point>;

    ParamKind kind = ParamKind::text;
    std::string text;  ///< as written; of a file or folder the absolute path
    Content content;
    std::string key{};  ///< of a map's value

    /// That value as that kind, or nothing where it is none. Of points: one pair. Of a map's values: as text.
    [[nodiscard]] static std::optional<ParamValue> of(ParamKind kind, const Value& value);
};

/// Smaller, for kinds that have an order; a size is smaller where one of its sides is.
[[nodiscard]] bool is_less(const ParamValue& a, const ParamValue& b);

}  // namespace sluice::config
