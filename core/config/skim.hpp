#pragma once

#include <optional>
#include <vector>

#include "config/lines.hpp"

namespace sluice::config {

/// What stands open at some spot of a YAML text, by a look that is cheap and good enough to find the
/// cause of an error: brackets, quotes and comments, nothing else.
struct Skim {
    struct Opened {
        char sign = 0;
        Spot spot;
    };
    std::vector<Opened> brackets;      ///< not closed yet, innermost last
    std::optional<Opened> quote;       ///< not closed yet
    std::optional<Opened> last_quote;  ///< the last closed one began here
    Spot last_quote_end;               ///< and ended here
};

[[nodiscard]] Skim skim(const Lines& lines, Spot until);
[[nodiscard]] Skim skim(const Lines& lines);

}  // namespace sluice::config
