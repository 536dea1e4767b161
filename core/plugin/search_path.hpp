#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace sluice::plugin {

/// A .so, or a folder of them, where plugins are looked for.
struct SearchPlace {
    std::filesystem::path path;
    std::string origin;      ///< who named it: "process.plugins", "--plugin-path", ...
    bool must_exist = true;  ///< the install folder need not
};

/// All places in their order: `process.plugins` of the config, `--plugin-path`, SLUICE_PLUGIN_PATH
/// (colons between), the install folder of this program's prefix and, in a build tree, the folder
/// beside its bin. [start]
[[nodiscard]] std::vector<SearchPlace> search_path(std::span<const std::string> config,
                                                   std::span<const std::string> command_line);

}  // namespace sluice::plugin
