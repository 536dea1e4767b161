#pragma once

#include <string>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice nodes [TYPE], sluice nodes --schema
struct NodesOptions {
    std::string type;  ///< empty: all of them
    bool schema = false;
    std::vector<std::string> plugin_paths;
    LogOptions log;
};

int nodes_command(const NodesOptions& options);

}  // namespace sluice::tool
