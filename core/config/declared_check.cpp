#include "config/declared_check.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <new>
#include <string>

#include <sluice/format.hpp>

#include "base/declared.hpp"
#include "base/text.hpp"
#include "config/node_index.hpp"

namespace sluice::config {

namespace {

bool can_be_shrunk(std::uint32_t shrink) { return shrink == 1 || shrink == 2 || shrink == 4 || shrink == 8; }

bool can_be_opened(Format format) {
    return format == Format::gray || format == Format::i420 || format == Format::bgr24 || format == Format::rgb24;
}

bool is_a_format(Format format) { return static_cast<std::size_t>(format) < format_names.size(); }

// What is impossible in it, for the author; empty: nothing.
std::string oddity(const Declared& declared) {
    for (const Wish& wish : declared.pixels) {
        if (!is_a_format(wish.format) || !can_be_opened(wish.format))
            return text::cat("pixels as ", is_a_format(wish.format) ? name_of(wish.format) : "no format there is",
                             "; there are gray, i420, bgr24 and rgb24");
        if (!can_be_shrunk(wish.shrink)) return text::cat("pixels shrunk by ", wish.shrink, "; by 1, 2, 4 or 8 they can be");
    }
    if (declared.publishes && declared.publishes->quality > 100)
        return text::cat("JPEGs of quality ", declared.publishes->quality, "; it ends at 100");
    return {};
}

bool needs_jpegs(const Declared& declared) { return declared.coefficients && !declared.or_pixels; }

class DeclaredCheck {
public:
    DeclaredCheck(const std::vector<Node>& nodes, Report& report) : nodes_(nodes), index_(nodes), report_(report) {}

    void run() {
        for (const Node& node : nodes_)
            if (node.entry && node.params) ask(node);
        for (const Node& node : nodes_)
            if (const auto found = declared_.find(&node); found != declared_.end()) check_form(node, found->second);
    }

private:
    void ask(const Node& node) {
        const NodeEntry& entry = *node.entry;
        if (node.kind == NodeKind::filter) {
            guarded(node, "what it wants of frames", [&] { declared_[&node] = declared_by(entry, *node.params); });
            if (const std::string odd = oddity(declared_[&node]); !odd.empty())
                report_.mistake(node.place, where_of(node), text::cat(printable(node.type), " asks for ", odd), "tell its author");
        }
        if (node.kind != NodeKind::source) return;
        if (entry.unpaced) guarded(node, "whether it keeps a pace", [&] { (void)entry.unpaced(*node.params); });
        if (entry.promise) guarded(node, "what its frames will be", [&] { entry.promise(*node.params, promised_[&node]); });
    }

    void guarded(const Node& node, std::string_view what, const std::function<void()>& call) {
        const auto failed = [&](const std::string& why) {
            report_.mistake(node.place, where_of(node), text::cat(printable(node.type), " failed to say ", what, why), "tell its author");
        };
        try {
            call();
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& error) {
            failed(text::cat(": ", printable(error.what())));
        } catch (...) {
            failed("");
        }
    }

    // What works on a JPEG's coefficients alone must be given JPEGs: the camera's, or those of a filter before it.
    void check_form(const Node& node, const Declared& declared) {
        if (!needs_jpegs(declared)) return;
        const std::vector<const Node*> way = index_.way_up(&node);
        if (way.empty()) return;  // said already
        for (const Node* before : way) {
            const auto found = declared_.find(before);
            if (before == &node || found == declared_.end()) continue;
            // One that edits coefficients is told so itself, or draws on pixels.
            if (found->second.publishes || found->second.coefficients) return;
        }
        const Node& source = *way.back();
        const auto promise = promised_.find(&source);
        if (promise == promised_.end() || !promise->second.format_known || promise->second.format == Format::jpeg) return;
        if (!is_a_format(promise->second.format)) return;
        report_.mistake(node.place, where_of(node),
                        text::cat(printable(node.type), " edits JPEGs, and ", printable(source.name), " delivers ",
                                  name_of(promise->second.format)),
                        text::cat("let ", printable(source.name), " deliver mjpeg, or put a filter before this one that makes new pictures, such as resize"));
    }

    const std::vector<Node>& nodes_;
    NodeIndex index_;
    Report& report_;
    std::map<const Node*, Declared> declared_;
    std::map<const Node*, Promise> promised_;
};

}  // namespace

void check_declared(const std::vector<Node>& nodes, Report& report) { DeclaredCheck(nodes, report).run(); }

}  // namespace sluice::config
