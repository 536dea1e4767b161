#pragma once

#include <string>
#include <vector>

#include "tools/sluice/log_options.hpp"

namespace sluice::tool {

/// sluice explain FILE...
struct ExplainOptions {
    enum class Format { text, dot, json };

    std::vector<std::string> files;
    std::vector<std::string> overrides;
    std::vector<std::string> plugin_paths;
    Format format = Format::text;
    LogOptions log;
};

int explain_command(const ExplainOptions& options);

}  // namespace sluice::tool
