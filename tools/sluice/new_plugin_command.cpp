#include <filesystem>
#include <iostream>

#include <sluice/error.hpp>

#include "base/log.hpp"
#include "base/text.hpp"
#include "plugin/registry.hpp"
#include "tools/sluice/builtin.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/new_plugin/plugin_folder.hpp"
#include "tools/sluice/new_plugin/sdk_place.hpp"
#include "tools/sluice/new_plugin_options.hpp"

namespace sluice::tool {

namespace {

std::vector<std::string> taken_types(const NewPluginOptions& options) {
    plugin::Registry registry;
    add_builtins(registry);
    registry.search(plugin::search_path({}, options.plugin_paths));
    std::vector<std::string> all;
    for (const NodeKind kind : {NodeKind::source, NodeKind::filter, NodeKind::sink})
        for (std::string& type : registry.types(kind)) all.push_back(std::move(type));
    return all;
}

std::string next_steps(const std::filesystem::path& folder) {
    const SdkPlace sdk = find_sdk();
    const std::string lacks = sdk.is_there ? "" : "  # first, where sluice was built:  cmake --install build/release --component sdk --prefix ...\n";
    return text::cat("\nNext:\n", lacks,
                     "  cd ", folder.string(), "\n"
                     "  cmake -B build", sdk.cmake_hint, "\n"
                     "  cmake --build build && ctest --test-dir build --output-on-failure\n"
                     "  ", sdk.program, " run demo.yaml --plugin-path build\n"
                     "  ", sdk.program, " sub tcp://127.0.0.1:5555 front/notes/   # what it notes, in another terminal\n"
                     "Then make it do what you want.\n");
}

}  // namespace

int new_plugin_command(const NewPluginOptions& options) {
    configure_log(options.log);
    if (const std::string mistake = name_mistake(options.name, taken_types(options)); !mistake.empty()) {
        log::error({}, mistake);
        return exit_wrong;
    }
    try {
        const std::vector<std::string> files = write_plugin_folder(options.in.empty() ? "." : options.in, options.name);
        const auto folder = (std::filesystem::path(options.in) / options.name).lexically_normal();
        std::cout << "wrote " << folder.string() << ": " << text::join(files, ", ") << '\n' << next_steps(folder);
        return exit_done;
    } catch (const Error& error) {
        log::error({}, error.what());
        return exit_wrong;
    }
}

}  // namespace sluice::tool
