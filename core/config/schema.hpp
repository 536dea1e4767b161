#pragma once

#include <string>

#include "base/catalogue.hpp"

namespace sluice::config {

/// A JSON Schema (draft 7, which is what editors' YAML servers know best) of whole configs with these node
/// types, for help while one types. It allows all that a check would allow, and knows less: not whether names
/// lead anywhere, files are there, or several parameters fit together. [start]
[[nodiscard]] std::string schema(Catalogue& catalogue);

}  // namespace sluice::config
