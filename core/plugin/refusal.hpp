#pragma once

#include <string>

#include "base/text.hpp"

namespace sluice::plugin {

/// Why a plugin, or a place where plugins are looked for, is not used.
struct Refusal {
    std::string file;    ///< the .so or folder, as an absolute path
    std::string what;    ///< both sides of the disagreement
    std::string next;    ///< the remedy
    bool asked = false;  ///< the user named this very path, or asked for a type it offers

    /// "file: what; next"
    [[nodiscard]] std::string sentence() const { return text::cat(file, ": ", what, "; ", next); }
};

}  // namespace sluice::plugin
