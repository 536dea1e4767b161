#pragma once

#include <span>
#include <string_view>

namespace sluice::tool {

/// A file of templates/, part of the program. @name@ and @Name@ stand for the plugin's name and its class.
struct Template {
    std::string_view file;  ///< its name there
    std::string_view text;
};

/// In a file that the build writes from templates/.
[[nodiscard]] std::span<const Template> new_plugin_templates() noexcept;

}  // namespace sluice::tool
