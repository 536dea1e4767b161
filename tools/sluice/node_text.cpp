#include "tools/sluice/node_text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "base/text.hpp"
#include "config/node_reader.hpp"
#include "config/param_reader.hpp"
#include "tools/sluice/printable.hpp"
#include "tools/sluice/table.hpp"

namespace sluice::tool {

namespace {

struct KindWords {
    ParamKind kind;
    const char* name;
    const char* sample;  // for the example, where the declaration has no default
};

constexpr std::array kind_words = {
    KindWords{ParamKind::boolean, "bool", "true"},        KindWords{ParamKind::whole, "whole", "1"},
    KindWords{ParamKind::number, "number", "0.5"},        KindWords{ParamKind::text, "text", "\"...\""},
    KindWords{ParamKind::choice, "choice", ""},           KindWords{ParamKind::duration, "duration", "3s"},
    KindWords{ParamKind::bytes, "bytes", "64MiB"},        KindWords{ParamKind::size, "size", "1280x720"},
    KindWords{ParamKind::rate, "rate", "30"},             KindWords{ParamKind::region, "region", "[0, 0, 320, 200]"},
    KindWords{ParamKind::points, "points", "[[0, 0], [320, 0], [320, 200]]"},
    KindWords{ParamKind::file, "file", "path/to/file"},   KindWords{ParamKind::folder, "folder", "path/to/folder"},
    KindWords{ParamKind::map, "map", "{ name: value }"},
};

const KindWords& words_of(ParamKind kind) {
    const auto found = std::find_if(kind_words.begin(), kind_words.end(), [kind](const KindWords& w) { return w.kind == kind; });
    return found != kind_words.end() ? *found : kind_words[3];
}

std::string safe(const char* text) { return text != nullptr ? printable(text, 400) : std::string(); }

std::string bars_to(std::string words, std::string_view between) {
    for (std::size_t at = 0; (at = words.find('|', at)) != std::string::npos; at += between.size()) words.replace(at, 1, between);
    return words;
}

bool takes_map(const Param& param) { return param.kind == ParamKind::map || param.other == ParamKind::map; }

/// "low, balanced, complete", "map of serial, model", "1 to 60", "bytes or duration", "rate or max".
std::string values_text(const Param& param) {
    std::string out = param.kind == ParamKind::choice ? bars_to(safe(param.words), ", ") : words_of(param.kind).name;
    if (param.other != param.kind) out += text::cat(" or ", words_of(param.other).name);
    if (takes_map(param)) {
        if (param.words == nullptr) return out;
        std::vector<std::string> keys;
        for (const config::MapKey& key : config::map_keys_of(param.words)) keys.push_back(key.name);
        out += " of " + text::join(keys, ", ");
        return out;
    }
    if (param.words != nullptr && param.kind != ParamKind::choice) out += " or " + bars_to(safe(param.words), ", ");
    if (param.least != nullptr && param.most != nullptr) out += text::cat(", ", safe(param.least), " to ", safe(param.most));
    else if (param.least != nullptr) out += text::cat(", at least ", safe(param.least));
    else if (param.most != nullptr) out += text::cat(", at most ", safe(param.most));
    return param.list ? "list of " + out : out;
}

std::string default_text(const Param& param) {
    if (param.required) return "required";
    return param.default_text != nullptr ? safe(param.default_text) : "-";
}

std::string sample_of(const Param& param) {
    if (param.default_text != nullptr) return safe(param.default_text);
    if (param.kind == ParamKind::choice) return safe(param.words).substr(0, safe(param.words).find('|'));
    // The one text most configs carry, and whose form no kind tells: the first that its help names.
    if (std::string_view(param.name) == "bind") {
        const std::string help = safe(param.help);
        const auto colon = help.find(": ");
        if (colon != std::string_view::npos) return text::cat('"', help.substr(colon + 2, help.find(',', colon) - colon - 2), '"');
    }
    if (std::string_view(param.name) == "device") return "/dev/video0";
    return words_of(param.kind).sample;
}

/// Plain YAML scalars are written as they are; the rest, in quotes.
std::string yaml_scalar(const std::string& text) {
    const bool quoted = text.starts_with('"') || text.starts_with('[') || text.starts_with('{');
    const bool plain = !text.empty() && text.find_first_of(":#{}[],&*!|>'\"%@`") == std::string::npos && text.front() != '-' &&
                       text.front() != '?' && text.front() != ' ';
    return quoted || plain ? text : '"' + text + '"';
}

std::string example_of(const NodeEntry& entry, std::span<const Param> params) {
    const bool source = entry.kind == NodeKind::source;
    std::string out = text::cat(name_of(entry.kind), "s:\n  ", source ? "front" : entry.kind == NodeKind::sink ? "live" : "my_filter", ":\n");
    out += text::cat("    type: ", entry.type, '\n');
    if (!source) out += "    from: front\n";
    for (const Param& param : params) {
        if (!param.required && param.default_text == nullptr) continue;
        const std::string value = param.list && !sample_of(param).starts_with('[') ? '[' + yaml_scalar(sample_of(param)) + ']'
                                                                                    : yaml_scalar(sample_of(param));
        out += text::cat("    ", param.name, ": ", value, param.required ? "" : "  # the default", '\n');
    }
    return out;
}

std::string traits_of(const NodeEntry& entry) {
    std::string out;
    if (entry.blocks) out += "  - takes its time: it gets a thread of its own\n";
    if (entry.may_block != nullptr) out += "  - may block with some parameters: it gets a thread of its own then\n";
    if (entry.narrows) out += "  - may make pictures smaller for those who ask\n";
    if (entry.guards) out += "  - protects somebody: where it fails no frame passes\n";
    if (entry.acts) out += "  - does something by itself: it runs also where nobody takes its frames\n";
    if (entry.wants) out += "  - always wants frames: what feeds it runs all the time\n";
    return out;
}

}  // namespace

std::string describe(const NodeEntry& entry, const std::string& origin) {
    const std::span<const Param> params(entry.params, entry.param_count);
    std::string out = text::cat(entry.type, ", a ", name_of(entry.kind), ": ", safe(entry.summary), "\n", traits_of(entry));
    out += text::cat("From: ", origin, "\n\n");
    const std::vector<Param> common = config::common_params(entry.kind);
    Table table({"PARAMETER", "VALUES", "DEFAULT", ""});
    for (const Param& param : params) table.add({param.name, values_text(param), default_text(param), safe(param.help)});
    for (const Param& param : common) table.add({param.name, values_text(param), default_text(param), text::cat("each ", name_of(entry.kind), ": ", param.help)});
    if (entry.kind != NodeKind::source)
        table.add({"from", "node, or { node: ... }", "required", text::cat("each ", name_of(entry.kind), ": where its frames come from; with fps, queue, drop, with, max_age, as")});
    out += table.text();
    return text::cat(out, "\nExample:\n", example_of(entry, params));
}

}  // namespace sluice::tool
