#include "plugin/loaded_plugin.hpp"

#include <exception>

#include "base/catalogue.hpp"
#include "base/text.hpp"
#include "plugin/library.hpp"
#include "plugin/plugin_reader.hpp"

namespace sluice::plugin {
namespace {

Refusal linker_refusal(const std::string& file, const std::string& words) {
    const bool missing = words.find("cannot open shared object file") != words.npos;
    const bool undefined = words.find("undefined symbol") != words.npos;
    return {file, text::cat("cannot be loaded: ", words),
            missing     ? "install the library it needs"
            : undefined ? "link it with what it uses; -Wl,-z,defs finds this when it is built"
                        : "build it again on this machine"};
}

std::optional<Refusal> open_and_read(const Inspection& seen, LoadedPlugin& into) {
    try {
        const Library library(seen.file);
        const auto* info = static_cast<const PluginInfo*>(library.find("sluice_plugin_v1"));
        if (!info)
            return Refusal{seen.file, "has the sections of a sluice plugin but no symbol sluice_plugin_v1",
                           "do not hide that symbol when linking it"};
        return PluginReader(seen, info).read(into);
    } catch (const StaticConstructorThrew& problem) {
        return Refusal{seen.file, problem.what(), "this is a bug of the plugin, tell its author"};
    } catch (const std::exception& problem) {
        return linker_refusal(seen.file, problem.what());
    }
}

}  // namespace

std::variant<LoadedPlugin, Refusal> LoadedPlugin::load(const Inspection& seen, std::chrono::milliseconds patience) {
    const auto attempt = [&seen] {
        LoadedPlugin nobody;
        return open_and_read(seen, nobody);
    };
    if (auto refusal = trial(seen.file, attempt, patience)) return *refusal;
    LoadedPlugin plugin;
    if (auto refusal = open_and_read(seen, plugin)) return *refusal;
    return plugin;
}

const NodeEntry* LoadedPlugin::find(const NodeType& type) const noexcept {
    for (const NodeEntry& entry : entries_)
        if (entry.kind == type.kind && type.name == entry.type) return &entry;
    return nullptr;
}

}  // namespace sluice::plugin
