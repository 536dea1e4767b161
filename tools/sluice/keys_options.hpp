#pragma once

#include <string>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice keys NAME [--folder DIR]
struct KeysOptions {
    std::string name;
    std::string folder;  ///< empty: the current one
    LogOptions log;
};

int keys_command(const KeysOptions& options);

}  // namespace sluice::tool
