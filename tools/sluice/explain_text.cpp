#include "tools/sluice/explain_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "tools/sluice/explain_hints.hpp"
#include "tools/sluice/explain_words.hpp"
#include "tools/sluice/table.hpp"

namespace sluice::tool {

namespace {

std::string pictures_text(const Plan& plan, const Explanation& explanation, const ExplainWords& words) {
    std::string out;
    for (const Explanation::Picture& picture : explanation.pictures) {
        const bool source = picture.origin == Explanation::Origin::source;
        const std::string decode = words.decode(picture);
        const bool told = source || !decode.empty();
        if (source) out += text::cat(words.name(picture.node), "  ", words.stream(picture), "\n");
        // A picture that is only handed on is told at its links.
        else if (told) out += text::cat(words.name(picture.node), "  pictures ", picture.origin == Explanation::Origin::edited ? "edited" : "drawn", " by it\n");
        if (!decode.empty()) out += text::cat("    ", decode, "\n");
        if (told && !picture.edited_by.empty()) out += text::cat("    coefficients read once for ", words.names(picture.edited_by), decode.empty() ? ", never decoded\n" : "\n");
        const std::vector<std::size_t> narrowing = words.narrowing(picture);
        if (source && decode.empty() && picture.edited_by.empty() && narrowing.empty()) out += "    never opened\n";
        if (told && !narrowing.empty()) out += text::cat("    decoded and encoded smaller by ", words.names(narrowing), ", only for who asks for less width\n");
        if (!source) continue;
        const auto planned = std::ranges::find(plan.sources, picture.node, &PlannedSource::node);
        const auto memory = std::ranges::find(explanation.sources, picture.node, &Explanation::SourceMemory::node);
        out += text::cat("    ", planned->buffers, " buffers");
        if (memory->buffers > 0) out += text::cat(" (at most ", words.rounded(memory->buffers), ")");
        out += text::cat(", copies of frames that wait long in at most ", words.rounded(static_cast<double>(memory->pool)), "\n");
    }
    return out;
}

std::string notes_text(const PlannedLink& link, const Explanation::Link& told, const ExplainWords& words) {
    std::vector<std::size_t> own = told.noted_by;
    std::string out;
    if (link.with) {
        std::erase(own, link.with->node);
        const auto age = std::chrono::duration<double>(link.with->max_age).count();
        out = link.with->waits ? text::cat(", waits for its notes of ", words.name(link.with->node))
                               : text::cat(", newest notes of ", words.name(link.with->node), " (", text::number(age), " s)");
    }
    return own.empty() ? out : text::cat(", notes of ", words.names(own), out);
}

std::string links_text(const Plan& plan, const Explanation& explanation, const ExplainWords& words) {
    Table table({"LINK", "FPS", "BYTES/S", "HAND-OVER", "PICTURE"});
    for (std::size_t i = 0; i < plan.links.size(); ++i) {
        const PlannedLink& link = plan.links[i];
        const Explanation::Link& told = explanation.links[i];
        const bool sink = plan.nodes[link.to].kind == NodeKind::sink;
        const std::string as = sink && link.name != words.name(link.from) ? text::cat(" as ", link.name) : std::string();
        const std::string happens = words.what_happens(i);
        table.add({text::cat(words.name(link.from), " -> ", words.name(link.to), as), words.fps(told.fps),
                   sink ? words.bandwidth(told.bytes_per_second, told.exact) : std::string("-"), words.hand_over(i),
                   text::cat(sink ? words.what_happened(i) : happens.empty() ? "not opened" : happens, notes_text(link, told, words))});
    }
    return table.text();
}

std::string nodes_text(const Plan& plan, const ExplainWords& words) {
    Table table({"NODE", "TYPE", "LANE", "RUNS"});
    for (std::size_t i = 0; i < plan.nodes.size(); ++i)
        table.add({words.name(i), text::cat(plan.nodes[i].type, plan.nodes[i].entry ? "" : " (absent)"), words.lane(i), words.runs(i)});
    return table.text();
}

std::string memory_text(const Explanation& explanation, const ExplainWords& words) {
    std::string out = text::cat("Memory of frames: at most ", words.rounded(explanation.most_memory()));
    if (explanation.opens)
        out += text::cat(", of that ", words.rounded(static_cast<double>(explanation.pixels)), " for opened pictures and ",
                         words.rounded(static_cast<double>(explanation.made_bytes)), " for JPEGs made");
    const bool unknown = std::ranges::any_of(explanation.sources, [](const auto& source) { return source.buffers == 0; });
    return text::cat(out, unknown ? "; buffers of unknown size come to that" : "", "\n");
}

}  // namespace

std::string explain_text(const Plan& plan, const Explanation& explanation) {
    const ExplainWords words(plan, explanation);
    std::string out = text::cat(pictures_text(plan, explanation, words), "\n", links_text(plan, explanation, words), "\n",
                                nodes_text(plan, words), "\n", memory_text(explanation, words));
    for (const Hint& hint : hints(plan, explanation)) out += text::cat("Mind: ", hint.node, ": ", hint.text, "\n");
    return out;
}

}  // namespace sluice::tool
