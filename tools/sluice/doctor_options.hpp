#pragma once

#include <string>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice doctor [FILE...]
struct DoctorOptions {
    std::vector<std::string> files;  ///< none: the machine alone
    std::vector<std::string> overrides;
    std::vector<std::string> plugin_paths;
    bool json = false;
    LogOptions log;
};

int doctor_command(const DoctorOptions& options);

}  // namespace sluice::tool
