#include <algorithm>
#include <iostream>

#include "base/log.hpp"
#include "base/text.hpp"
#include "config/schema.hpp"
#include "plugin/registry.hpp"
#include "tools/sluice/builtin.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/node_text.hpp"
#include "tools/sluice/nodes_options.hpp"
#include "tools/sluice/printable.hpp"
#include "tools/sluice/table.hpp"

namespace sluice::tool {

namespace {

constexpr NodeKind all_kinds[] = {NodeKind::source, NodeKind::filter, NodeKind::sink};

std::string origin_of(const plugin::Registry& registry, NodeKind kind, std::string_view type) {
    for (const plugin::PluginRow& row : registry.plugins())
        for (const auto& offered : row.types)
            if (row.refused.empty() && offered.kind == kind && offered.name == type) return printable(row.file, 300);
    return "built in";
}

/// Problems worth a line although nobody asked for what they are about: a plugin that is there and
/// cannot be used is what one looks for here.
void tell_problems(const plugin::Registry& registry) {
    for (const plugin::Refusal& problem : registry.problems()) log::warning({}, problem.sentence());
}

int list(plugin::Registry& registry) {
    Table table({"KIND", "TYPE", "WHAT IT DOES", "FROM"});
    for (const NodeKind kind : all_kinds)
        for (const std::string& type : registry.types(kind)) {
            const NodeEntry* entry = registry.find(kind, type);
            const std::string summary = entry != nullptr ? printable(entry->summary) : "refused";
            table.add({std::string(name_of(kind)), printable(type, 60), summary, origin_of(registry, kind, type)});
        }
    std::cout << table.text() << "\nsluice nodes TYPE tells the parameters of one.\n";
    tell_problems(registry);
    return exit_done;
}

int explain_unknown(plugin::Registry& registry, const std::string& type) {
    std::vector<std::string> known;
    for (const NodeKind kind : all_kinds) {
        const std::string why = registry.refusal(kind, type);
        if (!why.empty()) {
            log::error({}, text::cat(printable(type, 60), ": ", why));
            return exit_wrong;
        }
        for (const std::string& name : registry.types(kind)) known.push_back(name);
    }
    const std::string near = text::nearest(type, known);
    log::error({}, text::cat("there is no node type ", printable(type, 60), "; ",
                             near.empty() ? "" : text::cat("did you mean ", near, "? "), "sluice nodes lists them"));
    return exit_wrong;
}

int describe_type(plugin::Registry& registry, const std::string& type) {
    bool found = false;
    for (const NodeKind kind : all_kinds) {
        const NodeEntry* entry = registry.find(kind, type);
        if (entry == nullptr) continue;
        std::cout << (found ? "\n" : "") << describe(*entry, origin_of(registry, kind, type));
        found = true;
    }
    return found ? int{exit_done} : explain_unknown(registry, type);
}

}  // namespace

int nodes_command(const NodesOptions& options) {
    configure_log(options.log);
    plugin::Registry registry;
    add_builtins(registry);
    registry.search(plugin::search_path({}, options.plugin_paths));
    if (options.schema) {
        std::cout << config::schema(registry);
        tell_problems(registry);
        return exit_done;
    }
    return options.type.empty() ? list(registry) : describe_type(registry, options.type);
}

}  // namespace sluice::tool
