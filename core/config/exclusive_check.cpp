#include "config/exclusive_check.hpp"

#include <map>
#include <string>

#include "base/text.hpp"
#include "config/node_index.hpp"
#include "config/param_set.hpp"

namespace sluice::config {

namespace {

// A map is one value: two cameras of one model are two cameras.
std::vector<std::string> values_of(const Params& params, const Param& param) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < params.count(param.name); ++i) {
        const bool map = params.kind(param.name, i) == ParamKind::map;
        std::string text = map ? text::cat(params.key(param.name, i), ": ", params.text(param.name, i)) : std::string(params.text(param.name, i));
        if (map && !out.empty())
            out.front() += text::cat(", ", text);
        else
            out.push_back(std::move(text));
    }
    return out;
}

// Port * is any free one.
bool is_any(const std::string& value) { return value.ends_with(":*"); }

}  // namespace

void check_exclusive(const std::vector<Node>& nodes, const Process& process, Report& report) {
    std::map<std::string, std::string> taken;  // value -> by whom
    if (process.control) taken.emplace(*process.control, "process.control");
    for (const Node& node : nodes) {
        if (!node.entry || !node.params) continue;
        for (const Param& param : params_of(*node.entry)) {
            if (!param.exclusive) continue;
            for (const std::string& value : values_of(*node.params, param)) {
                if (is_any(value)) continue;
                const auto [first, is_new] = taken.emplace(value, node.name);
                if (!is_new)
                    report.mistake(node.place, below(where_of(node), param.name),
                                   text::cat(printable(value), " is taken by ", first->second, " already"), "give each its own");
            }
        }
    }
}

}  // namespace sluice::config
