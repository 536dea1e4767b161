#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice run FILE...
struct RunOptions {
    std::vector<std::string> files;
    std::vector<std::string> overrides;     ///< "sources.front.fps=15"
    std::vector<std::string> plugin_paths;  ///< files or folders
    std::optional<std::chrono::nanoseconds> for_time;
    std::optional<std::uint64_t> frames;
    bool json = false;
    LogOptions log;
};

/// In run_command.cpp. Gives the exit status.
int run_command(const RunOptions& options);

}  // namespace sluice::tool
