#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice sub ENDPOINT [TOPIC]
struct SubOptions {
    std::string endpoint;
    std::string topic;  ///< empty: the only one there is
    std::optional<std::uint64_t> frames;
    std::optional<std::chrono::nanoseconds> for_time;
    std::string save_folder;  ///< empty: none
    std::string key_file, server_key_file;  ///< empty: without encryption
    bool raw = false;
    bool json = false;
    LogOptions log;
};

int sub_command(const SubOptions& options);

}  // namespace sluice::tool
