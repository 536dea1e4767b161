#include "config/node_table.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/text.hpp"
#include "config/node_reader.hpp"
#include "config/overlay.hpp"
#include "config/param_reader.hpp"

namespace sluice::config {

namespace {

constexpr std::size_t most_nodes = 1000;  // names are compared with each other

const Value* section(const Value& root, std::string_view key, Report& report) {
    const Value* value = root.find(key);
    if (!value || value->is_empty()) return nullptr;
    if (value->is_map()) return value;
    const std::string space = value->is_scalar() ? lacking_space(value->text) : std::string();
    report.mistake(*value, space.empty() ? text::cat(kind_words(*value), " where a map belongs") : space,
                   space.empty() ? "write one name: value in each line below it" : "");
    return nullptr;
}

bool is_taken(const NodeText& node, const std::vector<NodeText>& nodes, Report& report) {
    const auto same = std::find_if(nodes.begin(), nodes.end(), [&](const NodeText& n) { return n.name == node.name; });
    if (same == nodes.end()) return false;
    std::string what = text::cat("a ", name_of(same->kind), " has this name too");
    if (same->place.line > 0) what += text::cat(" (line ", same->place.line, ")");
    report.mistake(node.place, node.where, what, "give each node a name of its own");
    return true;
}

void check_name(const NodeText& node, Report& report) {
    if (node.name == "sluice") {
        report.mistake(node.place, node.where, "the name sluice is taken", "choose another");
    } else if (!is_node_name(node.name)) {
        report.mistake(node.place, node.where, text::cat(in_quotes(node.name), " cannot be a name"), name_rule());
    }
}

// What the section holds under a node's name, as a map.
Value body_of(const Value& written, Report& report) {
    if (written.is_map()) return written;
    Value empty;
    empty.kind = Value::Kind::map;
    empty.place = written.place;
    empty.where = written.where;
    if (written.is_empty()) return empty;
    const std::string space = written.is_scalar() ? lacking_space(written.text) : std::string();
    report.mistake(written, space.empty() ? text::cat(kind_words(written), " where a map belongs") : space,
                   space.empty() ? "write { type: ... }" : "");
    // Said once: with a type nobody looks at, nothing more is found missing.
    empty.kind = Value::Kind::nothing;
    return empty;
}

const Value* defaults_of(const Value& root, NodeKind kind, const std::string& type) {
    const Value* defaults = root.find("defaults");
    const Value* of_kind = defaults && defaults->is_map() ? defaults->find(section_of(kind)) : nullptr;
    const Value* of_type = of_kind && of_kind->is_map() ? of_kind->find(type) : nullptr;
    return of_type && of_type->is_map() ? of_type : nullptr;
}

void lay_on_defaults(const Value& root, NodeText& node) {
    const Value* type = node.value.is_map() ? node.value.find("type") : nullptr;
    if (!type || !type->is_scalar()) return;
    node.type = type->text;
    const Value* defaults = defaults_of(root, node.kind, node.type);
    if (!defaults) return;
    Value whole = *defaults;
    // These belong to each node; check_defaults() says so.
    for (const std::string_view own : {"type", "from"}) {
        const auto key =
            std::find_if(whole.keys.begin(), whole.keys.end(), [&](const Key& k) { return k.text == own; });
        if (key == whole.keys.end()) continue;
        whole.items.erase(whole.items.begin() + (key - whole.keys.begin()));
        whole.keys.erase(key);
    }
    whole.place = node.value.place;
    whole.where = node.where;
    lay_over(whole, std::move(node.value));
    node.value = std::move(whole);
}

void check_type_defaults(const Value& values, NodeKind kind, const std::string& type, Catalogue& catalogue,
                         Report& report) {
    const NodeEntry* entry = catalogue.find(kind, type);
    const auto types = catalogue.types(kind);
    if (!entry) {
        const std::string next = did_you_mean(type, types);
        report.mistake(values, text::cat("unknown ", name_of(kind), " type ", in_quotes(type)),
                       next.empty() ? text::cat("known: ", text::join(types, ", ")) : next);
        return;
    }
    if (values.is_empty()) return;
    if (!values.is_map()) {
        report.mistake(values, text::cat(kind_words(values), " where a map belongs"), "write { key: value }");
        return;
    }
    std::vector<Param> params = common_params(kind);
    for (const Param& param : params_of(*entry)) params.push_back(param);
    std::vector<std::string> known;
    for (const Param& param : params) known.emplace_back(param.name);
    check_keys(values, known, report);
    ParamReader(values, values.place, report).check_written(params);
}

}  // namespace

std::string section_of(NodeKind kind) { return text::cat(name_of(kind), "s"); }

bool is_node_name(std::string_view name) {
    const auto fits = [](char c) { return (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'); };
    return !name.empty() && name.size() <= 32 && std::isalpha(static_cast<unsigned char>(name[0])) &&
           std::all_of(name.begin(), name.end(), fits);
}

std::string name_rule() { return "use letters, digits, - and _, a letter first, at most 32"; }

std::vector<NodeText> read_node_table(const Value& root, Report& report) {
    std::vector<NodeText> nodes;
    for (const NodeKind kind : node_kinds) {
        const Value* map = section(root, section_of(kind), report);
        if (map && map->keys.size() > most_nodes) {
            report.mistake(*map, text::cat(map->keys.size(), " nodes"), text::cat("write at most ", most_nodes));
            continue;
        }
        for (std::size_t i = 0; map && i < map->keys.size(); ++i) {
            NodeText node{
                kind, map->keys[i].text, {}, map->keys[i].place, map->items[i].where, body_of(map->items[i], report)};
            check_name(node, report);
            if (is_taken(node, nodes, report)) continue;
            lay_on_defaults(root, node);
            nodes.push_back(std::move(node));
        }
    }
    return nodes;
}

void check_defaults(const Value& root, const std::vector<NodeText>& nodes, Catalogue& catalogue, Report& report) {
    const Value* defaults = section(root, "defaults", report);
    if (!defaults) return;
    std::vector<std::string> known;
    for (const NodeKind kind : node_kinds) known.push_back(section_of(kind));
    check_keys(*defaults, known, report);
    for (const NodeKind kind : node_kinds) {
        const Value* types = section(*defaults, section_of(kind), report);
        for (std::size_t i = 0; types && i < types->keys.size(); ++i) {
            const std::string& type = types->keys[i].text;
            // The node that uses it says that its plugin is not here, and goes on without.
            const bool optional = std::any_of(nodes.begin(), nodes.end(), [&](const NodeText& node) {
                return node.kind == kind && node.type == type && node.value.find("optional");
            });
            if (optional && !catalogue.find(kind, type)) continue;
            check_type_defaults(types->items[i], kind, type, catalogue, report);
        }
    }
}

}  // namespace sluice::config
