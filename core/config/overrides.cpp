#include "config/overrides.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "config/yaml_reader.hpp"

namespace sluice::config {

namespace {

const std::string set_file = "--set";

std::vector<std::string> steps_of(std::string_view path) {
    std::vector<std::string> steps;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('.', begin), path.size());
        steps.emplace_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return steps;
}

// One --set on its way into the tree.
class Setting {
public:
    Setting(std::string text, Report& report) : text_(std::move(text)), report_(report) {}

    void apply(Value& root) {
        const std::size_t equals = text_.find('=');
        if (equals == 0 || equals == std::string::npos)
            return refuse("not of the form path=value", "write it like sources.front.fps=15");
        steps_ = steps_of(std::string_view(text_).substr(0, equals));
        for (const std::string& step : steps_)
            if (step.empty()) return refuse("an empty name in the path", "write it like sources.front.fps=15");
        if (!leads_to_a_key(root)) return;
        Report inside;
        std::optional<Value> value = inline_value(std::string_view(text_).substr(equals + 1), inside);
        for (const Mistake& mistake : inside.mistakes()) refuse(mistake.what, mistake.next);
        if (value) put(root, std::move(*value));
    }

private:
    void refuse(std::string what, std::string next) {
        report_.mistake({set_file}, printable(text_), std::move(what), std::move(next));
    }

    // A path may add a key to a node but no node: that would be a misspelt name.
    bool leads_to_a_key(const Value& root) {
        const std::string& section = steps_[0];
        const bool nodes = section == "sources" || section == "filters" || section == "sinks";
        const std::size_t least = nodes ? 3 : section == "defaults" ? 4 : 2;
        if (!nodes && section != "defaults" && section != "process") {
            refuse(text::cat("no part of a config is named ", in_quotes(section)),
                   "begin with sources, filters, sinks, defaults or process");
            return false;
        }
        if (nodes && steps_.size() > 1 && !names_node(root)) return false;
        if (steps_.size() >= least) return true;
        refuse("names no single value", "write it like sources.front.fps=15");
        return false;
    }

    bool names_node(const Value& root) {
        const Value* map = root.find(steps_[0]);
        if (map && map->is_map() && map->find(steps_[1])) return true;
        std::vector<std::string> names;
        if (map)
            for (const Key& key : map->keys) names.push_back(key.text);
        const std::string near = text::nearest(steps_[1], names);
        refuse(text::cat("there is no ", steps_[0], ".", printable(steps_[1])),
               near.empty() ? std::string() : text::cat("did you mean ", printable(near), "?"));
        return false;
    }

    void put(Value& root, Value value) {
        Value* at = &root;
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            if (at->is_empty()) *at = map();
            if (!at->is_map()) {
                std::string path;
                for (std::size_t k = 0; k < i; ++k) path = below(path, steps_[k]);
                return refuse(text::cat(path, " is ", kind_words(*at), ", not a map"),
                              text::cat("set ", path, " as a whole"));
            }
            if (!at->find(steps_[i])) at->add({steps_[i], {set_file}}, Value{});
            at = at->find(steps_[i]);
        }
        *at = std::move(value);
    }

    static Value map() {
        Value value;
        value.kind = Value::Kind::map;
        value.place = {set_file};
        return value;
    }

    std::string text_;
    Report& report_;
    std::vector<std::string> steps_;
};

}  // namespace

std::optional<Value> inline_value(std::string_view text, Report& report) {
    if (!text.empty() && std::string_view("[{\"'").find(text[0]) != std::string_view::npos)
        return read_yaml(set_file, text, report);
    Value value;
    value.kind = Value::Kind::scalar;
    value.text = text;
    value.place = {set_file};
    return value;
}

void apply_overrides(Value& root, const std::vector<Override>& overrides, Report& report) {
    for (const Override& override : overrides) Setting(override.text, report).apply(root);
}

}  // namespace sluice::config
