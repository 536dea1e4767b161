#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// What reading gave: the files laid over each other, and what was wrong so far.
struct Document::Reading {
    Value root;
    Process process;
    Mistakes mistakes;
    bool whole = true;  ///< false: a file could not be read, so that nothing can be said about nodes
};

/// One file's text.
struct Layer {
    std::string file;
    std::optional<std::string> text;  ///< nothing: could not be read
};

/// Lays the texts over each other in order.
[[nodiscard]] Document::Reading read_layers(const std::vector<Layer>& layers, const std::vector<Override>& overrides,
                                            const Mistakes& mistakes);

}  // namespace sluice::config
