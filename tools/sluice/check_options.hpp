#pragma once

#include <string>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice check FILE...
struct CheckOptions {
    std::vector<std::string> files;
    std::vector<std::string> overrides;
    std::vector<std::string> plugin_paths;
    LogOptions log;
};

int check_command(const CheckOptions& options);

}  // namespace sluice::tool
