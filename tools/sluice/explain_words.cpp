#include "tools/sluice/explain_words.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.hpp"

namespace sluice::tool {

namespace {

using Origin = Explanation::Origin;
using Kind = Explanation::Reason::Kind;

std::string size_text(Size size) { return text::cat(size.width, "x", size.height); }

std::string part_text(bool chroma, std::uint32_t shrink, Size size) {
    std::string out = text::cat(chroma ? "YUV" : "gray", " 1/", shrink);
    if (size != Size{}) out += text::cat(" (", (size.width + shrink - 1) / shrink, "x", (size.height + shrink - 1) / shrink, ")");
    return out;
}

}  // namespace

std::string ExplainWords::rounded(double bytes) {
    // Two digits are as much as an estimate knows.
    const double step = bytes > 0 ? std::pow(10, std::floor(std::log10(bytes)) - 1) : 1;
    return text::byte_count(std::round(bytes / step) * step);
}

std::string ExplainWords::fps(double fps) { return fps > 0 ? text::number(std::round(fps * 1000) / 1000) : "?"; }

std::string ExplainWords::bandwidth(double bytes_per_second, bool exact) {
    if (bytes_per_second <= 0) return "?";
    return text::cat(exact ? "" : "about ", exact ? text::byte_count(bytes_per_second) : rounded(bytes_per_second), "/s");
}

std::string ExplainWords::names(const std::vector<std::size_t>& nodes) const {
    std::string out;
    for (const std::size_t node : nodes) out += text::cat(out.empty() ? "" : ", ", name(node));
    return out;
}

std::string ExplainWords::quality(const Encoding& encoding) {
    std::string out = encoding.quality > 0 ? text::cat("quality ", encoding.quality) : std::string("as the camera does");
    if (encoding.most_bytes > 0) out += text::cat(", at most ", text::byte_count(static_cast<double>(encoding.most_bytes)));
    return out;
}

std::string ExplainWords::stream(const Explanation::Picture& picture) const {
    std::string out = !picture.format_known ? "mjpeg where the camera offers it" : picture.format == Format::jpeg ? "mjpeg" : std::string(name_of(picture.format));
    out += picture.size == Size{} ? ", size not known before it opens" : text::cat(" ", size_text(picture.size));
    if (picture.fps > 0) out += text::cat(", at most ", fps(picture.fps), " fps");
    if (picture.fps > 0 && picture.bytes > 0) out += text::cat(", ", bandwidth(picture.fps * picture.bytes, picture.exact));
    return out;
}

std::string ExplainWords::wish(const Wish& wish, const Explanation::Picture& picture) const {
    const char* format = wish.format == Format::i420 ? "YUV" : wish.format == Format::gray ? "gray" : "BGR";
    if (wish.at_least != Size{} && picture.size == Size{}) return text::cat(format, " of at least ", size_text(wish.at_least));
    return text::cat(format, " 1/", shrink_of(wish, picture.size.width, picture.size.height));
}

std::string ExplainWords::decode(const Explanation::Picture& picture) const {
    if (picture.opened_by.empty()) return {};
    const bool raw = picture.format_known && picture.format != Format::jpeg;
    const bool drawn = picture.origin == Origin::drawn;
    const std::string how = drawn ? "already open" : raw ? "converted" : "decoded";
    const std::string union_text =
        picture.shrink_known ? part_text(picture.decode.chroma(), picture.decode.shrink(), picture.size)
                             : std::string(picture.decode.chroma() ? "YUV" : "gray") + ", shrunk by the size that comes";
    std::string wishes;
    bool mean = false;
    for (const std::size_t filter : picture.opened_by)
        for (const Wish& each : plan_.declared[filter].pixels) {
            wishes += text::cat(wishes.empty() ? "" : ", ", name(filter), " ", wish(each, picture));
            const bool gray = each.format == Format::gray;
            mean |= shrink_of(each, picture.size.width, picture.size.height) > picture.decode.shrink() || (gray && picture.decode.chroma());
        }
    const std::string often = picture.decode_fps > 0 ? text::cat(", at most ", fps(picture.decode_fps), " a second") : std::string();
    if (picture.opened_by.size() == 1 && plan_.declared[picture.opened_by.front()].pixels.size() == 1)
        return text::cat(how, ": ", union_text, " for ", name(picture.opened_by.front()), often);
    return text::cat(how, " once: ", union_text, " for ", wishes, often,
                     mean && picture.shrink_known ? "; gray and smaller ones are its Y and means of it" : "");
}

std::string ExplainWords::edits(const Explanation::Picture& picture) const {
    // A chain of edits reads the coefficients once and writes them once.
    std::vector<std::size_t> chain;
    for (std::size_t node = picture.node;;) {
        chain.insert(chain.begin(), node);
        const auto link = std::ranges::find(plan_.links, node, &PlannedLink::to);
        const auto& before = explanation_.pictures[explanation_.links[static_cast<std::size_t>(link - plan_.links.begin())].picture];
        if (before.origin != Origin::edited) break;
        node = before.node;
    }
    return text::cat("edited by ", names(chain), ": coefficients, no decode");
}

std::string ExplainWords::what_happened(std::size_t link) const {
    const Explanation::Picture& picture = explanation_.pictures[explanation_.links[link].picture];
    switch (picture.origin) {
        case Origin::source: return "untouched";
        case Origin::edited: return edits(picture);
        case Origin::drawn: break;
    }
    const Declared& declared = plan_.declared[picture.node];
    return text::cat("drawn by ", name(picture.node), ", encoded once, ", quality(declared.publishes.value_or(Encoding{})));
}

std::vector<std::size_t> ExplainWords::narrowing(const Explanation::Picture& picture) const {
    std::vector<std::size_t> sinks;
    for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        const std::size_t to = plan_.links[i].to;
        const bool narrows = plan_.nodes[to].entry && plan_.nodes[to].entry->narrows;
        if (narrows && &explanation_.pictures[explanation_.links[i].picture] == &picture) sinks.push_back(to);
    }
    return sinks;
}

std::string ExplainWords::what_happens(std::size_t link) const {
    const std::size_t filter = plan_.links[link].to;
    const Explanation::Picture& picture = explanation_.pictures[explanation_.links[link].picture];
    std::string out;
    if (std::ranges::find(picture.edited_by, filter) != picture.edited_by.end()) out = "its coefficients are edited";
    if (std::ranges::find(picture.opened_by, filter) != picture.opened_by.end())
        for (const Wish& each : plan_.declared[filter].pixels) out += text::cat(out.empty() ? "opened as " : ", ", wish(each, picture));
    if (const Declared& declared = plan_.declared[filter]; declared.holds.count() > 0)
        out += text::cat(out.empty() ? "" : ", ", "held up to ", text::number(std::chrono::duration<double>(declared.holds).count()), " s");
    return out;
}

std::string ExplainWords::hand_over(std::size_t index) const {
    const PlannedLink& link = plan_.links[index];
    if (!link.mailbox) return text::cat("called on lane ", lane(link.from));
    const char* full = link.drop == config::Drop::never ? "the giver waits" : link.drop == config::Drop::newest ? "drops the newest" : "drops the oldest";
    return text::cat("queue ", link.queue, ", ", full, link.paced ? ", bursts are spread" : "");
}

bool ExplainWords::has_lane(std::size_t node) const {
    return plan_.nodes[node].kind != NodeKind::sink || std::ranges::find(plan_.lanes, node) != plan_.lanes.end();
}

std::string ExplainWords::lane(std::size_t node) const { return has_lane(node) ? name(plan_.lane_of[node]) : "its givers'"; }

std::string ExplainWords::runs(std::size_t node) const {
    std::set<std::string> always;
    std::string taken;
    for (const Explanation::Reason& reason : explanation_.runs[node]) {
        if (reason.kind == Kind::sink_wants) always.insert(reason.node == node ? "it takes everything" : text::cat(name(reason.node), " takes everything"));
        if (reason.kind == Kind::run_always) always.insert(text::cat(reason.node == node ? "" : name(reason.node) + ": ", "run: always"));
        if (reason.kind == Kind::acts) always.insert(text::cat(reason.node == node ? "it" : name(reason.node), " acts by itself"));
        if (reason.kind == Kind::somebody_takes) taken += text::cat(taken.empty() ? "" : ", ", reason.name, " of ", name(reason.node));
    }
    if (!always.empty()) return text::cat("always: ", text::join(std::vector<std::string>(always.begin(), always.end()), ", "));
    return taken.empty() ? "never: nobody takes its frames" : text::cat("while somebody takes ", taken);
}

}  // namespace sluice::tool
