#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "plugin/refusal.hpp"

namespace sluice::plugin {

/// Could somebody else than root and `user` have put this there? Looks at a plugin's file, or at a
/// folder plugins are taken from: refused where the world may write or another user owns it. [start]
[[nodiscard]] std::optional<Refusal> check_owner(const std::string& file, uid_t user);

/// The same of the folder that holds `file`, told about the file.
[[nodiscard]] std::optional<Refusal> check_folder_owner(const std::string& file, uid_t user);

}  // namespace sluice::plugin
