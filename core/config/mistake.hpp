#pragma once

#include <compare>
#include <string>
#include <vector>

namespace sluice::config {

/// Where something was written. Lines and columns count from 1; 0: not known. A value given by --set
/// has the file "--set".
struct Place {
    std::string file;
    int line = 0;
    int column = 0;

    friend auto operator<=>(const Place&, const Place&) = default;
};

/// One thing that is wrong, for the user: "file:line:column: where: what; next".
struct Mistake {
    Place place;
    std::string where;  ///< the user's thing: "sources.front.fps"; may be empty
    std::string what;   ///< what is wrong, with both values that disagree
    std::string next;   ///< what to do; may be empty

    friend auto operator<=>(const Mistake&, const Mistake&) = default;
};

[[nodiscard]] std::string to_text(const Mistake& mistake);

/// Sorted by place, without repeats.
using Mistakes = std::vector<Mistake>;

}  // namespace sluice::config
