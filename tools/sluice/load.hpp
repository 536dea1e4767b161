#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "plugin/registry.hpp"
#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// Which files, laid over each other, and what the command line adds to them.
struct LoadRequest {
    std::vector<std::string> files;
    std::vector<std::string> overrides;
    std::vector<std::string> plugin_paths;
    LogOptions log;
};

/// A config that is whole, and the node types it was checked against.
struct Loaded {
    std::unique_ptr<plugin::Registry> registry;  ///< config.nodes[].entry live in it
    config::Config config;
    std::optional<std::string> control;  ///< process.control
};

/// Reads and checks; sets up the log by the command line, else by the config. Nothing, after telling
/// every mistake on stderr: the exit status is exit_wrong. Warnings go to the log. [start]
std::optional<Loaded> load(const LoadRequest& request);

}  // namespace sluice::tool
