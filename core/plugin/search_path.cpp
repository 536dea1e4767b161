#include "plugin/search_path.hpp"

#include <cstdlib>
#include <string_view>

#include <sluice/stamp.hpp>

namespace sluice::plugin {
namespace {

namespace fs = std::filesystem;

void add_installed(std::vector<SearchPlace>& places) {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error) return;
    const fs::path prefix = program.parent_path().parent_path();
    // An absolute SLUICE_LIBDIR takes the prefix's place.
    const fs::path installed = prefix / SLUICE_LIBDIR / "sluice" / SLUICE_TEXT(SLUICE_API_MAJOR);
    places.push_back({installed, "the install folder", false});
    places.push_back({prefix / "plugins", "the build tree", false});
}

}  // namespace

std::vector<SearchPlace> search_path(std::span<const std::string> config, std::span<const std::string> command_line) {
    std::vector<SearchPlace> places;
    for (const std::string& path : config) places.push_back({path, "process.plugins", true});
    for (const std::string& path : command_line) places.push_back({path, "--plugin-path", true});
    const char* environment = std::getenv("SLUICE_PLUGIN_PATH");
    for (std::string_view rest = environment ? environment : ""; !rest.empty();) {
        const auto colon = rest.find(':');
        if (const auto path = rest.substr(0, colon); !path.empty())
            places.push_back({path, "SLUICE_PLUGIN_PATH", true});
        rest.remove_prefix(colon == rest.npos ? rest.size() : colon + 1);
    }
    add_installed(places);
    return places;
}

}  // namespace sluice::plugin
