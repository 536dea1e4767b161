#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/params.hpp>

namespace sluice::config::kinds {

// What a scalar means as one kind of parameter; nothing where it does not fit. The whole text must,
// without spaces around it.
[[nodiscard]] std::optional<bool> boolean(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> whole(std::string_view text);  ///< decimal; a sign - may be in front
[[nodiscard]] std::optional<double> number(std::string_view text);       ///< finite
[[nodiscard]] std::optional<std::chrono::nanoseconds> duration(std::string_view text);
[[nodiscard]] std::optional<std::uint64_t> bytes(std::string_view text);
[[nodiscard]] std::optional<Size> size(std::string_view text);  ///< both sides 1 to 65535
[[nodiscard]] std::optional<Rate> rate(std::string_view text);  ///< more than 0, in lowest terms

/// "a rate", for messages.
[[nodiscard]] std::string_view name(ParamKind kind);
/// "30, 12.5 or 1/60", for messages.
[[nodiscard]] std::string_view form(ParamKind kind);
/// What is wrong with a text that is not of that kind: "lacks a unit", "is not a rate".
[[nodiscard]] std::string complaint(ParamKind kind, std::string_view text);

}  // namespace sluice::config::kinds
