#pragma once

#include <string>
#include <string_view>

#include "plugin/loaded_plugin.hpp"

namespace sluice::bench {

/// Opens a plugin in this process, through the host's checks but without the child process that tries it first: a
/// crash belongs in the debugger. `build` is the stamp of who will use it. Throws Error.
[[nodiscard]] plugin::LoadedPlugin open_plugin(const std::string& file, std::string_view build);

}  // namespace sluice::bench
