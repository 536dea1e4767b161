#include "config/process_reader.hpp"

#include <iterator>
#include <optional>
#include <string>
#include <string_view>
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
    Param::text("control", "the socket of sluice control, such as ipc:///run/sluice/control; none where absent"),
};

// A socket file has rights; a port, or a name without a file, is anybody's.
bool is_control_endpoint(const Value& value, Report& report) {
    constexpr std::string_view scheme = "ipc://";
    constexpr std::size_t most = 107;  // unix(7): sun_path
    const std::string_view text = value.text;
    const char* const example = "write ipc:///run/sluice/control";
    const auto refuse = [&](const std::string& what) {
        report.mistake(value, what, example);
        return false;
    };
    if (text.starts_with("tcp://") || text.starts_with("ws://") || text.starts_with("udp://"))
        return refuse("control is never offered to the network");
    if (!text.starts_with(scheme)) return refuse(text::cat(in_quotes(text), " is no socket of this machine"));
    const std::string_view path = text.substr(scheme.size());
    if (!path.starts_with('/')) return refuse(text::cat(in_quotes(path), " is no absolute path"));
    if (path.ends_with('/')) return refuse(text::cat(in_quotes(path), " is a folder"));
    if (path.size() > most) return refuse(text::cat("the path has ", path.size(), " characters, a socket takes ", most));
    return true;
}

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
    if (const Value* control = map->find("control"); control && control->is_scalar() && is_control_endpoint(*control, report))
        process.control = control->text;
    if (!set) return process;
    if (set->has("log")) process.log = set->text("log", 0);
    if (set->has("log_level")) process.log_level = set->text("log_level", 0);
    return process;
}

}  // namespace sluice::config
