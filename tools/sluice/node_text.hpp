#pragma once

#include <string>

#include <sluice/entry.hpp>

namespace sluice::tool {

/// Everything a config's writer needs to know of one node type: what it is, its parameters, an example
/// that can be copied. Made from its declaration alone. `origin`: where it comes from.
[[nodiscard]] std::string describe(const NodeEntry& entry, const std::string& origin);

}  // namespace sluice::tool
