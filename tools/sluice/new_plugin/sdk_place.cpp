#include "tools/sluice/new_plugin/sdk_place.hpp"

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "base/text.hpp"

namespace sluice::tool {

namespace {

namespace fs = std::filesystem;

bool shell_finds(const fs::path& program) {
    const char* const path = std::getenv("PATH");
    std::error_code ignored;
    for (std::string_view rest = path ? path : ""; !rest.empty();) {
        const auto colon = rest.find(':');
        // The first that is there is the one the shell takes.
        if (const fs::path here = fs::path(rest.substr(0, colon)) / "sluice"; fs::exists(here, ignored))
            return fs::equivalent(here, program, ignored);
        rest.remove_prefix(colon == rest.npos ? rest.size() : colon + 1);
    }
    return false;
}

}  // namespace

SdkPlace find_sdk() {
    SdkPlace place;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error) return {"sluice", {}, true};
    place.program = shell_finds(program) ? "sluice" : program.string();
    const fs::path prefix = program.parent_path().parent_path();
    // The build tree has its package in lib, whatever the install folder is called.
    for (const fs::path& libraries : {prefix / SLUICE_LIBDIR, prefix / "lib"})
        if (fs::exists(libraries / "cmake/sluice/sluice-config.cmake", error)) place.is_there = true;
    if (place.is_there && prefix != "/usr" && prefix != "/usr/local")
        place.cmake_hint = text::cat(" -D CMAKE_PREFIX_PATH=", prefix.string());
    return place;
}

}  // namespace sluice::tool
