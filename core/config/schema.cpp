#include "config/schema.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/kinds.hpp"
#include "config/link_reader.hpp"
#include "config/node_reader.hpp"
#include "config/node_table.hpp"
#include "config/overrides.hpp"
#include "config/param_reader.hpp"
#include "config/param_set.hpp"
#include "config/process_reader.hpp"

namespace sluice::config {

namespace {

using Json = nlohmann::ordered_json;

// Any value may come from the environment: ${NAME} is filled in before a value is looked at.
constexpr std::string_view variable = R"(\$\{)";
constexpr std::string_view node_name = "^[A-Za-z][A-Za-z0-9_-]{0,31}$";

Json reference(const std::string& definition) { return {{"$ref", "#/definitions/" + definition}}; }

// A name as a step of a JSON pointer (RFC 6901).
std::string step(std::string_view name) {
    std::string out;
    for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

std::string definition_of(NodeKind kind, std::string_view type) { return text::cat(name_of(kind), ".", step(type)); }

// Texts of that form; `plain` is what YAML may make of one before anybody can say no: 30 is a number.
Json texts(std::string_view form, ParamKind kind, std::optional<std::string_view> plain = {}) {
    Json out;
    out["type"] = plain ? Json::array({*plain, "string"}) : Json("string");
    out["pattern"] = text::cat(form, "|", variable);
    if (const std::string_view sample = kinds::form(kind); !sample.empty())
        out["patternErrorMessage"] = text::cat("write it like ", sample);
    return out;
}

Json whole_list(int length) {
    const Json number = {{"type", Json::array({"integer", "string"})}, {"minimum", 0}};
    return {{"type", "array"}, {"items", number}, {"minItems", length}, {"maxItems", length}};
}

Json form_of(ParamKind kind) {
    switch (kind) {
        case ParamKind::boolean:
            return texts("^([Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]|[Oo][Ff][Ff])$", kind, "boolean");
        case ParamKind::whole: return texts("^-?[0-9]+$", kind, "integer");
        case ParamKind::number: return texts("^-?[0-9.]+([eE][-+]?[0-9]+)?$", kind, "number");
        case ParamKind::duration: return texts(R"(^[0-9]+(\.[0-9]+)?(ms|s|min|h|d)$)", kind);
        case ParamKind::bytes: return texts(R"(^[0-9]+(\.[0-9]+)?(B|[kKMGT]B|[KMGT]iB)$)", kind);
        case ParamKind::size: return texts("^[0-9]+x[0-9]+$", kind);
        case ParamKind::rate: return texts(R"(^[0-9]+(\.[0-9]{1,6}|/[0-9]+)?$)", kind, "number");
        case ParamKind::region: return whole_list(4);
        case ParamKind::points: return {{"type", "array"}, {"items", whole_list(2)}, {"minItems", 1}};
        case ParamKind::choice: return {{"type", "string"}, {"pattern", variable}};
        default: return {{"type", Json::array({"string", "number", "boolean"})}};
    }
}

// A word, and what YAML may make of it: null, on, 640.
void add_word(Json& words, const std::string& word) {
    words.push_back(word);
    if (word == "null") words.push_back(nullptr);
    if (const auto truth = kinds::boolean(word); truth && std::find(words.begin(), words.end(), Json(*truth)) == words.end())
        words.push_back(*truth);
    if (const auto number = kinds::whole(word)) words.push_back(*number);
}

std::optional<double> limit_of(const char* written, ParamKind kind) {
    if (!written) return std::nullopt;
    if (kind == ParamKind::rate) {
        const auto rate = kinds::rate(written);
        return rate ? std::optional(rate->per_second()) : std::nullopt;
    }
    return kind == ParamKind::whole || kind == ParamKind::number ? kinds::number(written) : std::nullopt;
}

Json number_of(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? Json(whole) : Json(value);
}

// Its values are texts, whatever YAML makes of them: off, 0123, 1.5.
Json map_schema(const Param& param) {
    const Json value = form_of(ParamKind::text);
    Json out = {{"type", "object"}, {"minProperties", 1}};
    for (const MapKey& key : map_keys_of(param.words)) out["properties"][key.name] = value;
    out["additionalProperties"] = param.words ? Json(false) : value;
    return out;
}

// One value of a parameter.
Json value_schema(const Param& param) {
    Json all = Json::array();
    Json words = Json::array();
    const bool map = param.kind == ParamKind::map || param.other == ParamKind::map;
    if (!map)
        for (const std::string& word : words_of(param.words)) add_word(words, word);
    if (!words.empty()) all.push_back({{"enum", words}});
    std::vector<ParamKind> kinds = {param.kind};
    if (param.other != param.kind) kinds.push_back(param.other);
    for (const ParamKind kind : kinds) {
        Json form = kind == ParamKind::map ? map_schema(param) : form_of(kind);
        if (kind == ParamKind::rate) form["exclusiveMinimum"] = 0;
        if (const auto least = limit_of(param.least, kind)) form["minimum"] = number_of(*least);
        if (const auto most = limit_of(param.most, kind)) form["maximum"] = number_of(*most);
        all.push_back(std::move(form));
    }
    if (all.size() == 1) return all.front();
    return {{"anyOf", std::move(all)}};
}

std::string description_of(const Param& param) {
    std::string out = param.help ? param.help : "";
    if (param.least && param.most) out += text::cat("; ", param.least, " to ", param.most);
    else if (param.least) out += text::cat("; ", param.least, " or more");
    else if (param.most) out += text::cat("; ", param.most, " or less");
    if (const std::string_view form = kinds::form(param.kind); !form.empty() && param.kind != ParamKind::whole)
        out += text::cat("; like ", form);
    return out;
}

Json default_of(const Value& value) {
    if (value.is_list()) {
        Json out = Json::array();
        for (const Value& item : value.items) out.push_back(default_of(item));
        return out;
    }
    if (value.is_map()) {
        Json out = Json::object();
        for (std::size_t i = 0; i < value.keys.size(); ++i) out[value.keys[i].text] = default_of(value.items[i]);
        return out;
    }
    if (const auto number = kinds::whole(value.text)) return *number;
    return value.text;
}

Json param_schema(const Param& param) {
    Json out;
    out["description"] = description_of(param);
    if (param.default_text) {
        Report report;
        const auto value = inline_value(param.default_text, report);
        const auto truth = param.kind == ParamKind::boolean ? kinds::boolean(param.default_text) : std::nullopt;
        const auto number = param.kind == ParamKind::number ? kinds::number(param.default_text) : std::nullopt;
        if (value) out["default"] = truth ? Json(*truth) : number ? Json(*number) : default_of(*value);
    }
    Json one = value_schema(param);
    if (!param.list) {
        out.update(one);
    } else if (one.contains("type") && one["type"] != "array") {
        out.update(one);
        out["type"] = one["type"].is_array() ? one["type"] : Json::array({one["type"]});
        out["type"].push_back("array");
        out["items"] = std::move(one);
        out["minItems"] = 1;
    } else {
        Json several = {{"type", "array"}, {"items", one}, {"minItems", 1}};
        out["anyOf"] = Json::array({std::move(one), std::move(several)});
    }
    return out;
}

Json properties_of(const std::vector<Param>& params) {
    Json out = Json::object();
    for (const Param& param : params) out[param.name] = param_schema(param);
    return out;
}

// A name, or a map with one. Keywords for maps and lists do not touch what is none: so an editor can show the one key
// that is wrong, where with alternatives it could only say that none of them fits.
Json link_schema(NodeKind kind) {
    Json properties = properties_of(link_params());
    properties["as"]["pattern"] = text::cat(node_name, "|", variable);
    if (kind != NodeKind::sink) properties.erase("as");
    return {{"type", Json::array({"string", "object"})},
            {"minLength", 1},
            {"properties", std::move(properties)},
            {"required", Json::array({"node"})},
            {"dependencies", {{"max_age", Json::array({"with"})}}},
            {"additionalProperties", false}};
}

Json from_schema(NodeKind kind) {
    Json out = {{"description", kind == NodeKind::filter ? "the node it takes frames from" : "the nodes it takes frames from"}};
    out.update(link_schema(kind));
    out["type"].push_back("array");
    out["items"] = reference(text::cat("link_of_", name_of(kind)));
    out["minItems"] = 1;
    if (kind == NodeKind::filter) out["maxItems"] = 1;
    return out;
}

// All about one kind of node: its types, and how a node says which it is.
class KindSchema {
public:
    KindSchema(NodeKind kind, Catalogue& catalogue, Json& definitions) : kind_(kind), definitions_(definitions) {
        for (const std::string& type : catalogue.types(kind))
            if (const NodeEntry* entry = catalogue.find(kind, type)) add(type, *entry);
        if (kind != NodeKind::source) {
            definitions_[text::cat("link_of_", name_of(kind))] = link_schema(kind);
            definitions_[text::cat("from_of_", name_of(kind))] = from_schema(kind);
        }
        definitions_[std::string(name_of(kind))] = node();
        definitions_[text::cat("whole_", name_of(kind))] = {{"allOf", needs_}};
    }

    [[nodiscard]] Json defaults() const {
        Json out = {{"description", text::cat("what ", section_of(kind_), " of a type share")}, {"type", Json::array({"object", "null"})},
                    {"properties", defaults_}};
        // The node that uses it may be optional.
        out["additionalProperties"] = kind_ == NodeKind::filter ? Json{{"type", "object"}} : Json(false);
        return out;
    }

private:
    void add(const std::string& type, const NodeEntry& entry) {
        std::vector<Param> params = common_params(kind_);
        for (const Param& param : params_of(entry)) params.push_back(param);
        const std::string name = definition_of(kind_, type);
        Json words = Json::array();
        add_word(words, type);
        Json properties = {{"type", {{"description", entry.summary}, {"enum", words}}}};
        if (kind_ != NodeKind::source) properties["from"] = reference(text::cat("from_of_", name_of(kind_)));
        properties.update(properties_of(params));
        definitions_[text::cat(name_of(kind_), ".", type)] = {
            {"description", entry.summary}, {"properties", std::move(properties)}, {"additionalProperties", false}};
        Json own = Json::object();
        Json required = Json::array();
        for (const Param& param : params) {
            own[param.name] = reference(text::cat(name, "/properties/", step(param.name)));
            if (param.required) required.push_back(param.name);
        }
        defaults_[type] = {{"type", "object"}, {"properties", std::move(own)}, {"additionalProperties", false}};
        const Json is_it = {{"properties", {{"type", {{"enum", words}}}}}, {"required", Json::array({"type"})}};
        choices_.push_back({{"if", is_it}, {"then", reference(name)}});
        if (!required.empty()) needs_.push_back({{"if", is_it}, {"then", {{"required", std::move(required)}}}});
        types_.insert(types_.end(), words.begin(), words.end());
        summaries_.insert(summaries_.end(), words.size(), entry.summary);
    }

    [[nodiscard]] Json node() const {
        const Json known = {{"properties", {{"type", {{"description", text::cat("which ", name_of(kind_), "; sluice nodes lists them")},
                                                      {"enum", types_}, {"enumDescriptions", summaries_}}}}}};
        Json out = {{"type", "object"}, {"required", Json::array({"type"})}};
        if (kind_ != NodeKind::source) out["required"].push_back("from");
        Json all = choices_;
        if (kind_ == NodeKind::filter) {
            // Frames pass an optional filter that nobody offers.
            const Json optional = {{"properties", {{"optional", {{"enum", Json::array({true, "true", "yes", "on"})}}}}}, {"required", Json::array({"optional"})}};
            all.push_back({{"if", optional}, {"else", known}});
        } else {
            out.update(known);
        }
        out["allOf"] = std::move(all);
        return out;
    }

    NodeKind kind_;
    Json& definitions_;
    Json types_ = Json::array();
    Json summaries_ = Json::array();
    Json choices_ = Json::array();
    Json needs_ = Json::array({Json::object()});
    Json defaults_ = Json::object();
};

Json nodes_schema(NodeKind kind) {
    const bool needed = kind != NodeKind::filter;
    Json out = {{"description", text::cat(section_of(kind), ", each under a name of its own")},
                {"type", needed ? Json("object") : Json::array({"object", "null"})},
                {"propertyNames", {{"pattern", node_name}, {"not", {{"const", "sluice"}}}}},
                {"additionalProperties", reference(std::string(name_of(kind)))}};
    if (needed) out["minProperties"] = 1;
    return out;
}

// For people too: what fits into a line stays in one.
void write(std::string& out, const Json& json, std::size_t depth) {
    constexpr std::size_t width = 140;
    const std::string line = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (line.size() + depth <= width || !json.is_structured()) {
        out += line;
        return;
    }
    out += json.is_object() ? "{" : "[";
    const char* between = "\n";
    for (const auto& [key, value] : json.items()) {
        out += between + std::string(depth + 1, ' ');
        if (json.is_object()) out += Json(key).dump(-1, ' ', false, Json::error_handler_t::replace) + ": ";
        write(out, value, depth + 1);
        between = ",\n";
    }
    out += "\n" + std::string(depth, ' ') + (json.is_object() ? "}" : "]");
}

}  // namespace

std::string schema(Catalogue& catalogue) {
    Json definitions = Json::object();
    Json defaults = Json::object();
    Json nodes = Json::object();
    Json whole = Json::object();
    for (const NodeKind kind : node_kinds) {
        defaults[section_of(kind)] = KindSchema(kind, catalogue, definitions).defaults();
        nodes[section_of(kind)] = nodes_schema(kind);
        whole[section_of(kind)] = {{"additionalProperties", reference(text::cat("whole_", name_of(kind)))}};
    }
    const auto closed_map = [](std::string_view about, Json properties) {
        return Json{{"description", about}, {"type", Json::array({"object", "null"})}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    };
    Json properties = {{"sluice", {{"description", "the version of configs"}, {"enum", Json::array({1, "1"})}}},
                       {"process", closed_map("what belongs to the program", properties_of(process_params()))},
                       {"defaults", closed_map("what nodes of a type share", std::move(defaults))}};
    properties.update(nodes);
    Json out = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "a config of sluice"},
                {"type", "object"},
                {"required", Json::array({"sluice", "sources", "sinks"})},
                {"properties", std::move(properties)},
                {"patternProperties", {{"^x-", Json::object()}}},
                {"additionalProperties", false}};
    // What a node must say may be said in defaults.
    out["if"] = {{"not", {{"required", Json::array({"defaults"})}}}};
    out["then"] = {{"properties", std::move(whole)}};
    out["definitions"] = std::move(definitions);
    std::string written;
    write(written, out, 0);
    return written + "\n";
}

}  // namespace sluice::config
