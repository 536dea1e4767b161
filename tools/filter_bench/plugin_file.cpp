#include "tools/filter_bench/plugin_file.hpp"

#include <unistd.h>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "plugin/library.hpp"
#include "plugin/plugin_reader.hpp"

namespace sluice::bench {

namespace {

const void* symbol_of(const std::string& file) {
    try {
        return plugin::Library(file).find("sluice_plugin_v1");
    } catch (const Error& error) {
        throw Error(text::cat(file, ": cannot be loaded: ", error.what()), "sluice nodes --plugin-path tells more");
    }
}

}  // namespace

plugin::LoadedPlugin open_plugin(const std::string& file, std::string_view build) {
    plugin::Stamp host = plugin::host_stamp();
    host.build = build;
    const plugin::Inspection seen = plugin::inspect(file, ::geteuid(), host);
    if (seen.refused) throw Error(seen.refused->sentence());
    const void* const info = symbol_of(seen.file);
    if (!info) throw Error(text::cat(seen.file, ": has no symbol sluice_plugin_v1"), "do not hide that symbol when linking it");
    plugin::LoadedPlugin plugin;
    if (const auto refusal = plugin::PluginReader(seen, static_cast<const PluginInfo*>(info)).read(plugin))
        throw Error(refusal->sentence());
    return plugin;
}

}  // namespace sluice::bench
