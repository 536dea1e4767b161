#include "tools/sluice/explain_json.hpp"

#include <algorithm>
#include <string_view>

#include "base/catalogue.hpp"
#include "tools/sluice/explain_hints.hpp"
#include "tools/sluice/explain_words.hpp"
#include "tools/sluice/json_text.hpp"

namespace sluice::tool {

namespace {

using Kind = Explanation::Reason::Kind;

std::string_view name_of(Explanation::Origin origin) {
    return origin == Explanation::Origin::source ? "source" : origin == Explanation::Origin::drawn ? "drawn" : "edited";
}
std::string_view name_of(config::Drop drop) {
    return drop == config::Drop::never ? "never" : drop == config::Drop::newest ? "newest" : "oldest";
}
std::string_view name_of(Kind kind) {
    return kind == Kind::sink_wants ? "sink wants" : kind == Kind::run_always ? "run always" : kind == Kind::acts ? "acts" : "somebody takes";
}

class Writer {
public:
    Writer(const Plan& plan, const Explanation& explanation) : plan_(plan), explanation_(explanation), words_(plan, explanation) {}

    std::string all() const {
        JsonArray nodes, links, pictures, sources, warnings;
        for (std::size_t i = 0; i < plan_.nodes.size(); ++i) nodes.add_json(node(i));
        for (std::size_t i = 0; i < plan_.links.size(); ++i) links.add_json(link(i));
        for (const Explanation::Picture& each : explanation_.pictures) pictures.add_json(picture(each));
        for (const PlannedSource& each : plan_.sources) sources.add_json(source(each));
        for (const Hint& hint : hints(plan_, explanation_)) warnings.add_json(JsonObject().add("node", hint.node).add("text", hint.text).text());
        JsonObject memory;
        memory.add("most", explanation_.most_memory()).add("pixels", explanation_.pixels).add("made_bytes", explanation_.made_bytes);
        JsonObject out;
        out.add_json("nodes", nodes.text()).add_json("links", links.text()).add_json("pictures", pictures.text());
        out.add_json("sources", sources.text()).add_json("memory", memory.text()).add_json("warnings", warnings.text());
        return out.text() + "\n";
    }

private:
    [[nodiscard]] std::string names(const std::vector<std::size_t>& nodes) const {
        JsonArray out;
        for (const std::size_t each : nodes) out.add_json(json_quoted(words_.name(each)));
        return out.text();
    }

    [[nodiscard]] std::string node(std::size_t index) const {
        const config::Node& each = plan_.nodes[index];
        JsonArray runs;
        for (const Explanation::Reason& reason : explanation_.runs[index]) {
            JsonObject why;
            why.add("why", name_of(reason.kind)).add("node", words_.name(reason.node));
            if (!reason.name.empty()) why.add("name", reason.name);
            runs.add_json(why.text());
        }
        JsonObject out;
        out.add("name", each.name).add("kind", sluice::name_of(each.kind)).add("type", each.type).add("absent", each.entry == nullptr);
        if (words_.has_lane(index)) out.add("lane", words_.lane(index));
        return out.add_json("runs", runs.text()).text();
    }

    [[nodiscard]] std::string link(std::size_t index) const {
        const PlannedLink& each = plan_.links[index];
        const Explanation::Link& told = explanation_.links[index];
        const Explanation::Picture& picture = explanation_.pictures[told.picture];
        JsonObject out;
        out.add("from", words_.name(each.from)).add("to", words_.name(each.to)).add("input", each.input).add("name", each.name);
        out.add("picture", words_.name(picture.node)).add("untouched", picture.origin == Explanation::Origin::source);
        out.add("fps", told.fps).add("bytes_per_second", told.bytes_per_second).add("exact", told.exact);
        out.add("mailbox", each.mailbox);
        if (each.mailbox) out.add("queue", each.queue).add("drop", name_of(each.drop)).add("paced", each.paced);
        out.add_json("notes_of", names(told.noted_by));
        if (!each.with) return out.text();
        JsonObject with;
        with.add("node", words_.name(each.with->node)).add("max_age_s", std::chrono::duration<double>(each.with->max_age).count()).add("waits", each.with->waits);
        return out.add_json("with", with.text()).text();
    }

    [[nodiscard]] std::string picture(const Explanation::Picture& each) const {
        JsonObject out;
        out.add("node", words_.name(each.node)).add("origin", name_of(each.origin));
        if (each.format_known) out.add("format", sluice::name_of(each.format));
        out.add("w", each.size.width).add("h", each.size.height).add("fps", each.fps).add("bytes", each.bytes).add("exact", each.exact);
        if (!each.opened_by.empty()) {
            JsonObject decode;
            decode.add("chroma", each.decode.chroma());
            if (each.shrink_known) decode.add("shrink", each.decode.shrink());
            out.add_json("decode", decode.add("fps", each.decode_fps).add_json("for", names(each.opened_by)).text());
        }
        out.add_json("edited_by", names(each.edited_by));
        if (each.encoded_for.empty()) return out.text();
        JsonObject encode;
        encode.add_json("for", names(each.encoded_for));
        if (each.origin == Explanation::Origin::drawn) {
            const Encoding encoding = plan_.declared[each.node].publishes.value_or(Encoding{});
            encode.add("quality", encoding.quality).add("most_bytes", encoding.most_bytes);
        }
        return out.add_json("encode", encode.text()).text();
    }

    [[nodiscard]] std::string source(const PlannedSource& each) const {
        const auto memory = std::ranges::find(explanation_.sources, each.node, &Explanation::SourceMemory::node);
        JsonObject out;
        out.add("name", words_.name(each.node)).add("buffers", each.buffers).add("buffer_bytes", memory->buffers);
        return out.add("pool_bytes", memory->pool).add("pool_frames", each.pool.buffers).text();
    }

    const Plan& plan_;
    const Explanation& explanation_;
    ExplainWords words_;
};

}  // namespace

std::string explain_json(const Plan& plan, const Explanation& explanation) { return Writer(plan, explanation).all(); }

}  // namespace sluice::tool
