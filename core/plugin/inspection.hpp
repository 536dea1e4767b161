#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "plugin/node_type.hpp"
#include "plugin/refusal.hpp"
#include "plugin/stamp.hpp"

namespace sluice::plugin {

/// What the names of a plugin's sections tell, before any of its code runs.
struct Inspection {
    std::string file;             ///< absolute, links followed
    Stamp stamp;                  ///< zeros where it could not be read
    std::vector<NodeType> types;  ///< sorted; of a refused plugin too, where they could be read
    std::optional<Refusal> refused;
};

/// Looks at a file without running any of its code; never throws for what the file is, however
/// damaged. Refused: what is not a whole shared library, has no or another stamp than the host's, or
/// could have been put there by somebody else than root and `user`. [start]
[[nodiscard]] Inspection inspect(const std::string& file, uid_t user, const Stamp& host = host_stamp());

}  // namespace sluice::plugin
