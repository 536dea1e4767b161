#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/syntax.hpp"

namespace sluice::config {

/// One cause that an error may have: its mistake where it has it.
using Cause = std::optional<Mistake> (*)(const SyntaxError&);

/// Causes that have to do with quotes and with { } and [ ].
[[nodiscard]] std::optional<Mistake> quote_not_closed(const SyntaxError& error);
[[nodiscard]] std::optional<Mistake> variable_in_flow(const SyntaxError& error);
[[nodiscard]] std::optional<Mistake> wrong_bracket(const SyntaxError& error);
[[nodiscard]] std::optional<Mistake> flow_not_closed(const SyntaxError& error);
[[nodiscard]] std::optional<Mistake> comma_missing(const SyntaxError& error);
[[nodiscard]] std::optional<Mistake> unknown_escape(const SyntaxError& error);
[[nodiscard]] std::optional<Mistake> text_after_value(const SyntaxError& error);

[[nodiscard]] inline Mistake mistake_at(const SyntaxError& error, Spot spot, std::string where, std::string what,
                                        std::string next = {}) {
    return {{{}, spot.line + 1, column_of(error.lines, spot)}, std::move(where), std::move(what), std::move(next)};
}

}  // namespace sluice::config
