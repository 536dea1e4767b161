#pragma once

#include <string>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice new-plugin NAME
struct NewPluginOptions {
    std::string name;
    std::string in;  ///< the folder to write into; empty: the current one
    std::vector<std::string> plugin_paths;
    LogOptions log;
};

int new_plugin_command(const NewPluginOptions& options);

}  // namespace sluice::tool
