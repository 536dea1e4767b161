#pragma once

#include "plugin/registry.hpp"

namespace sluice::tool {

/// Adds the node types that are part of the program: the one list of them.
void add_builtins(plugin::Registry& registry);

}  // namespace sluice::tool
