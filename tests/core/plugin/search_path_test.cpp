#include "plugin/search_path.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <sluice/stamp.hpp>

namespace sluice::plugin {
namespace {

std::vector<std::string> lines(const std::vector<SearchPlace>& places) {
    std::vector<std::string> all;
    for (const SearchPlace& place : places)
        all.push_back(place.origin + (place.must_exist ? ": " : " (may be absent): ") + place.path.string());
    return all;
}

TEST(SearchPath, HasItsOrder) {
    ::setenv("SLUICE_PLUGIN_PATH", "/c::/d.so:", 1);
    const std::vector<std::string> config = {"/a"}, command_line = {"/b", "b2"};
    const auto all = lines(search_path(config, command_line));
    ::unsetenv("SLUICE_PLUGIN_PATH");
    const auto prefix = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    using testing::EndsWith;
    EXPECT_THAT(all, testing::ElementsAre("process.plugins: /a", "--plugin-path: /b", "--plugin-path: b2",
                                          "SLUICE_PLUGIN_PATH: /c", "SLUICE_PLUGIN_PATH: /d.so",
                                          EndsWith("/sluice/" SLUICE_TEXT(SLUICE_API_MAJOR)),
                                          "the build tree (may be absent): " + (prefix / "plugins").string()));
}

TEST(SearchPath, WithoutAnythingNamedIsTheInstallFolders) {
    ::unsetenv("SLUICE_PLUGIN_PATH");
    for (const SearchPlace& place : search_path({}, {})) EXPECT_FALSE(place.must_exist) << place.path;
}

}  // namespace
}  // namespace sluice::plugin
