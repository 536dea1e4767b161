#pragma once

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice devices
struct DevicesOptions {
    bool yaml = false;
    bool json = false;
    LogOptions log;
};

int devices_command(const DevicesOptions& options);

}  // namespace sluice::tool
