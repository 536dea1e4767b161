#include "tools/filter_bench/node_params.hpp"

#include <algorithm>
#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "config/overrides.hpp"
#include "config/param_reader.hpp"

namespace sluice::bench {

namespace {

using config::Report;
using config::Value;

/// What the entry's own check says.
class NodeComplaints final : public Complaints {
public:
    NodeComplaints(const char* type, Report& report) : type_(type), report_(report) {}

    void add(std::string_view param, std::string_view what, std::string_view next) override {
        report_.mistake({}, param.empty() ? type_ : config::below(type_, param), std::string(what), std::string(next));
    }

private:
    std::string type_;
    Report& report_;
};

// A text stands for itself, whatever YAML would make of its first letter; only what is made of lists or is a map is read as one.
Value value_of(const Param* param, const std::string& text, Report& report) {
    const bool composed = param && (param->list || param->kind == ParamKind::region || param->kind == ParamKind::points ||
                                    param->other == ParamKind::region || param->other == ParamKind::points);
    const bool map = param && (param->kind == ParamKind::map || param->other == ParamKind::map);
    if ((composed && text.starts_with('[')) || (map && text.starts_with('{')))
        if (auto value = config::inline_value(text, report)) return *std::move(value);
    Value value;
    value.kind = Value::Kind::scalar;
    value.text = text;
    return value;
}

Value map_of(const NodeEntry& entry, const std::vector<Param>& params, const Texts& texts, Report& report) {
    Value map;
    map.kind = Value::Kind::map;
    for (const auto& [name, written] : texts) {
        const auto param = std::ranges::find(params, name, &Param::name);
        const Param* const declared = param == params.end() ? nullptr : &*param;
        Value value;
        value.kind = Value::Kind::list;
        for (const std::string& text : written.texts) value.items.push_back(value_of(declared, text, report));
        if (value.items.size() == 1) value = Value(std::move(value.items.front()));
        map.add({name, {}}, std::move(value));
    }
    config::name_places(map, entry.type);
    return map;
}

std::string lines_of(const config::Mistakes& mistakes) {
    std::vector<std::string> lines;
    for (const config::Mistake& mistake : mistakes) lines.push_back(to_text(mistake));
    return text::join(lines, "\n");
}

void refuse(const Report& report) {
    if (report.count() > 0) throw Error(lines_of(report.mistakes()));
}

}  // namespace

std::shared_ptr<const config::ParamSet> read_params(const NodeEntry& entry, const Texts& texts) {
    const std::vector<Param> params = config::params_of(entry);
    std::vector<std::string> known;
    for (const Param& param : params) known.emplace_back(param.name);
    Report report;
    const Value map = map_of(entry, params, texts, report);
    config::check_keys(map, known, report);
    auto set = config::ParamReader(map, {}, report).read(params);
    if (set && entry.check) {
        NodeComplaints complaints(entry.type, report);
        entry.check(*set, complaints);
    }
    refuse(report);
    return set;
}

}  // namespace sluice::bench
