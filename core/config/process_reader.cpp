#include "config/process_reader.hpp"

#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "config/param_reader.hpp"
#include "config/paths.hpp"

namespace sluice::config {

namespace {

constexpr Param params_of_process[] = {
    Param::text("plugins", "files and folders with plugins").several(),
    Param::choice("log", "text|json", "the form of log lines"),
    Param::choice("log_level", "debug|info|warning|error", "what is logged"),
};

}  // namespace

std::vector<Param> process_params() { return {std::begin(params_of_process), std::end(params_of_process)}; }

Process read_process(const Value& root, Report& report) {
    Process process;
    const Value* map = root.find("process");
    if (!map || map->is_empty()) return process;
    if (!map->is_map()) {
        report.mistake(*map, text::cat(kind_words(*map), " where a map belongs"), "write { plugins: [folder] }");
        return process;
    }
    const std::vector<Param> params = process_params();
    std::vector<std::string> known;
    for (const Param& param : params) known.emplace_back(param.name);
    check_keys(*map, known, report);
    const std::shared_ptr<ParamSet> set = ParamReader(*map, map->place, report).read(params);
    const Value* plugins = map->find("plugins");
    const std::vector<Value> all = !plugins             ? std::vector<Value>{}
                                   : plugins->is_list() ? plugins->items
                                                        : std::vector<Value>{*plugins};
    for (const Value& plugin : all) {
        if (!plugin.is_scalar()) continue;  // said already
        std::optional<std::string> path = absolute_path(plugin, report);
        if (!path) continue;
        process.plugins.push_back(std::move(*path));
        process.plugin_places.push_back(plugin.place);
    }
    if (!set) return process;
    if (set->has("log")) process.log = set->text("log", 0);
    if (set->has("log_level")) process.log_level = set->text("log_level", 0);
    return process;
}

}  // namespace sluice::config
