#include "tools/sluice/load.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/text.hpp"
#include "config/document.hpp"
#include "plugin/search_path.hpp"
#include "tools/sluice/builtin.hpp"

namespace sluice::tool {

namespace {

log::Shape shape_for(const LogOptions& options, const config::Process& process) {
    if (options.shape) return *options.shape;
    return process.log == "json" ? log::Shape::json : log::Shape::text;
}

Level level_for(const LogOptions& options, const config::Process& process) {
    if (options.level) return *options.level;
    if (process.log_level == "debug") return Level::debug;
    if (process.log_level == "warning") return Level::warning;
    return process.log_level == "error" ? Level::error : Level::info;
}

/// A plugin or folder that was named and cannot be used is a mistake of whoever named it, with its place
/// where that was in a file.
config::Mistakes refused_places(const plugin::Registry& registry, const config::Process& process) {
    config::Mistakes out;
    for (const plugin::Refusal& refusal : registry.problems()) {
        if (!refusal.asked) {
            log::debug({}, refusal.sentence());
            continue;
        }
        const auto named = std::find(process.plugins.begin(), process.plugins.end(), refusal.file);
        const auto index = static_cast<std::size_t>(named - process.plugins.begin());
        const bool in_file = index < process.plugin_places.size();
        out.push_back({in_file ? process.plugin_places[index] : config::Place{}, in_file ? "process.plugins" : "",
                       text::cat(refusal.file, ": ", refusal.what), refusal.next});
    }
    return out;
}

void tell(const config::Mistakes& mistakes) {
    for (const config::Mistake& mistake : mistakes) log::write_plain(Level::error, to_text(mistake));
    log::error({}, text::cat(mistakes.size(), mistakes.size() == 1 ? " mistake" : " mistakes", "; nothing was started"));
}

}  // namespace

std::optional<Loaded> load(const LoadRequest& request) {
    std::vector<config::Override> overrides;
    for (const std::string& text : request.overrides) overrides.push_back({text});
    const config::Document document = config::Document::read(request.files, overrides);
    const config::Process& process = document.process();
    const log::Shape shape = shape_for(request.log, process);
    log::configure(level_for(request.log, process), shape);

    Loaded loaded{std::make_unique<plugin::Registry>(), {}, process.control};
    add_builtins(*loaded.registry);
    loaded.registry->search(plugin::search_path(process.plugins, request.plugin_paths));
    config::Mistakes mistakes = refused_places(*loaded.registry, process);
    config::Document::Result result = document.check(*loaded.registry);
    mistakes.insert(mistakes.end(), result.mistakes.begin(), result.mistakes.end());
    for (const config::Mistake& warning : result.warnings) log::warning({}, to_text(warning));
    if (!mistakes.empty()) {
        std::sort(mistakes.begin(), mistakes.end());
        tell(mistakes);
        return std::nullopt;
    }
    loaded.config = std::move(result.config);
    return loaded;
}

}  // namespace sluice::tool
