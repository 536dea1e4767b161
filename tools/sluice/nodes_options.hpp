#pragma once

#include <string>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice nodes [TYPE]
struct NodesOptions {
    std::string type;  ///< empty: all of them
    std::vector<std::string> plugin_paths;
    LogOptions log;
};

int nodes_command(const NodesOptions& options);

}  // namespace sluice::tool
