#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice control [NODE [NAME=VALUE ...]]
struct ControlOptions {
    std::string node;                                         ///< empty: which nodes there are
    std::vector<std::pair<std::string, std::string>> values;  ///< empty: what can be set
    std::string endpoint;                                     ///< empty: $SLUICE_CONTROL, else ipc:///run/sluice/control
    bool json = false;
    LogOptions log;
};

int control_command(const ControlOptions& options);

}  // namespace sluice::tool
