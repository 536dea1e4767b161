#include "config/exclusive_check.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "base/text.hpp"
#include "config/node_index.hpp"
#include "config/param_set.hpp"

namespace sluice::config {

namespace {

// A map is one value, in whatever order it is written: two cameras of one model are two cameras.
std::vector<std::string> values_of(const Params& params, const Param& param) {
    std::vector<std::string> out;
    bool map = false;
    for (std::size_t i = 0; i < params.count(param.name); ++i) {
        map = params.kind(param.name, i) == ParamKind::map;
        out.push_back(map ? text::cat(params.key(param.name, i), ": ", params.text(param.name, i)) : std::string(params.text(param.name, i)));
    }
    if (!map) return out;
    std::ranges::sort(out);
    return {text::join(out, ", ")};
}

// Of a node with mistakes, what of it can be read.
std::vector<std::string> legible_values_of(const Params& params, const Param& param) try {
    return values_of(params, param);
} catch (const Unreadable&) {
    return {};
}

// Port * is any free one.
bool is_any(const std::string& value) { return value.ends_with(":*"); }

}  // namespace

void check_exclusive(const std::vector<Node>& nodes, const Process& process, Report& report) {
    std::map<std::string, std::string> taken;  // value -> by whom
    if (process.control) taken.emplace(*process.control, "process.control");
    for (const Node& node : nodes) {
        if (!node.entry || !node.legible) continue;
        for (const Param& param : params_of(*node.entry)) {
            if (!param.exclusive) continue;
            for (const std::string& value : legible_values_of(*node.legible, param)) {
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
