#include "tools/sluice/explain_dot.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "tools/sluice/explain_words.hpp"

namespace sluice::tool {

namespace {

// A quoted ID of the DOT language: a quote is escaped; "\n" stays, where it makes a new line.
std::string dot_id(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\\\"") : std::string(1, c);
    return out + "\"";
}

std::string box(const Plan& plan, std::size_t node, std::string_view indent) {
    const config::Node& each = plan.nodes[node];
    return text::cat(indent, dot_id(each.name), " [label=", dot_id(text::cat(each.name, "\\n", each.type)), "];\n");
}

std::string lanes(const Plan& plan, const ExplainWords& words) {
    std::string out;
    std::string outside;
    for (std::size_t lane = 0; lane < plan.nodes.size(); ++lane) {
        std::string inside;
        for (std::size_t node = 0; node < plan.nodes.size(); ++node) {
            if (!words.has_lane(node)) continue;
            if (plan.lane_of[node] == lane) inside += box(plan, node, "    ");
        }
        if (!inside.empty())
            out += text::cat("  subgraph ", dot_id(text::cat("cluster_", plan.nodes[lane].name)), " {\n    label=",
                             dot_id(text::cat("lane ", plan.nodes[lane].name)), ";\n", inside, "  }\n");
        if (!words.has_lane(lane)) outside += box(plan, lane, "  ");
    }
    return out + outside;
}

std::string edge(const Plan& plan, const Explanation& explanation, const ExplainWords& words, std::size_t index) {
    const PlannedLink& link = plan.links[index];
    const Explanation::Link& told = explanation.links[index];
    const bool sink = plan.nodes[link.to].kind == NodeKind::sink;
    std::vector<std::string> lines;
    if (sink && link.name != words.name(link.from)) lines.push_back("as " + link.name);
    lines.push_back(sink ? words.what_happened(index) : words.what_happens(index));
    if (told.fps > 0) lines.push_back(words.fps(told.fps) + " fps");
    if (sink && told.bytes_per_second > 0) lines.push_back(words.bandwidth(told.bytes_per_second, told.exact));
    if (link.mailbox) lines.push_back(words.hand_over(index));
    std::erase(lines, "");
    std::string out = text::cat("  ", dot_id(words.name(link.from)), " -> ", dot_id(words.name(link.to)), " [label=", dot_id(text::join(lines, "\\n")), "];\n");
    if (link.with)
        out += text::cat("  ", dot_id(words.name(link.with->node)), " -> ", dot_id(words.name(link.to)), " [style=dashed, label=",
                         dot_id(text::cat("notes, with ", words.name(link.from))), "];\n");
    return out;
}

}  // namespace

std::string explain_dot(const Plan& plan, const Explanation& explanation) {
    const ExplainWords words(plan, explanation);
    std::string out = "digraph sluice {\n  rankdir=LR;\n  node [shape=box];\n";
    out += lanes(plan, words);
    for (std::size_t i = 0; i < plan.links.size(); ++i) out += edge(plan, explanation, words, i);
    return out + "}\n";
}

}  // namespace sluice::tool
