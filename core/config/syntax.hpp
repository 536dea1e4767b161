#pragma once

#include <string>

#include "config/lines.hpp"
#include "config/mistake.hpp"

namespace sluice::config {

/// An error of the YAML parser and what is around it.
struct SyntaxError {
    const Lines& lines;
    Spot spot;
    std::string message;  ///< in the parser's words
    std::string path;     ///< the keys read last: "sources.front.device"
};

/// The same in words for people, with the likely cause and its place (without the file). The parser's
/// own place is where it gave up, often a line below.
[[nodiscard]] Mistake explain(const SyntaxError& error);

}  // namespace sluice::config
