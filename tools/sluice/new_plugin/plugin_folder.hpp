#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::tool {

/// "people_count" -> "PeopleCount"
[[nodiscard]] std::string class_name(std::string_view name);

/// Why a plugin cannot be called that; empty for a good name. `taken`: node types there are.
[[nodiscard]] std::string name_mistake(std::string_view name, const std::vector<std::string>& taken);

/// Writes the folder `name` with a plugin that builds, and its test, into `in`; gives the names of its files. Throws Error where
/// that folder is there already, or cannot be written. [start]
std::vector<std::string> write_plugin_folder(const std::filesystem::path& in, const std::string& name);

}  // namespace sluice::tool
