#include "config/link_reader.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "config/param_reader.hpp"

namespace sluice::config {

namespace {

constexpr Param params_of_a_link[] = {
    Param::text("node", "the node frames are taken from").must(),
    Param::rate("fps", "take at most so many"),
    Param::whole("queue", "so many frames may wait").between("1", "1024"),
    Param::choice("drop", "oldest|newest|never", "which frame goes when the queue is full"),
    Param::text("as", "the public name"),
    Param::text("with", "a filter whose newest notes are laid on each frame"),
    Param::duration("max_age", "those notes are at most so old; without it 1s").at_least("1ms"),
};

Drop drop_named(std::string_view name) {
    return name == "never" ? Drop::never : name == "newest" ? Drop::newest : Drop::oldest;
}

class LinkReader {
public:
    LinkReader(const NodeText& node, Report& report) : node_(node), report_(report) {}

    std::vector<Link> read() {
        const Value* from = node_.value.find("from");
        if (!from || from->kind == Value::Kind::nothing) {
            report_.mistake(from ? from->place : node_.place, node_.where, "from is missing",
                            "name the node it takes frames from");
        } else if (!from->is_list()) {
            read_one(*from);
        } else if (from->items.empty()) {
            report_.mistake(*from, "an empty list", "name the node it takes frames from");
        } else if (node_.kind == NodeKind::filter && from->items.size() > 1) {
            report_.mistake(*from, "a filter follows one camera", "write one block per camera");
            for (const Value& item : from->items) read_one(item);
        } else {
            for (const Value& item : from->items) read_one(item);
        }
        check_public_names();
        return std::move(links_);
    }

private:
    void read_one(const Value& value) {
        if (value.is_map()) {
            read_map(value);
        } else if (value.is_scalar() && !value.text.empty()) {
            Link link;
            link.node = value.text;
            link.place = value.place;
            links_.push_back(std::move(link));
        } else {
            report_.mistake(value, text::cat(kind_words(value), " names no node"),
                            "write from: name, or from: [name, name]");
        }
    }

    void read_map(const Value& value) {
        const std::vector<Param> params = link_params();
        std::vector<std::string> known;
        for (const Param& param : params) known.emplace_back(param.name);
        check_keys(value, known, report_);
        const std::shared_ptr<ParamSet> set = ParamReader(value, value.place, report_).read(params);
        Link link;
        link.place = value.place;
        if (const Value* node = value.find("node"); node && node->is_scalar()) {
            link.node = node->text;
            link.place = node->place;
        }
        if (const Value* with = value.find("with")) link.with_place = with->place;
        if (const Value* as = value.find("as"); as && as->is_scalar()) link.as = as->text;
        if (set) fill(link, *set);
        check_as(value);
        check_max_age(value);
        // Kept even if something else in it is wrong: its node is in use.
        if (!link.node.empty()) links_.push_back(std::move(link));
    }

    static void fill(Link& link, const ParamSet& set) {
        if (set.has("fps")) link.fps = set.rate("fps", 0);
        if (set.has("queue")) link.queue = static_cast<unsigned>(set.whole("queue", 0));
        if (set.has("drop")) link.drop = drop_named(set.text("drop", 0));
        if (set.has("with")) link.with = set.text("with", 0);
        if (set.has("max_age")) link.max_age = set.duration("max_age", 0);
    }

    void check_max_age(const Value& link) {
        if (const Value* age = link.find("max_age"); age && !link.find("with"))
            report_.mistake(*age, "there is no with whose notes could be too old", "write with: ... too, or remove max_age");
    }

    void check_as(const Value& link) {
        const Value* as = link.find("as");
        if (!as || !as->is_scalar()) return;
        if (node_.kind != NodeKind::sink) {
            report_.mistake(*as, "only a sink gives frames a public name", "remove as");
        } else if (as->text == "sluice") {
            report_.mistake(*as, "the name sluice is taken", "choose another");
        } else if (!is_node_name(as->text)) {
            report_.mistake(*as, text::cat(in_quotes(as->text), " cannot be a name"), name_rule());
        }
    }

    void check_public_names() {
        if (node_.kind != NodeKind::sink) return;
        const auto name_of_link = [](const Link& link) { return link.as.value_or(link.node); };
        for (std::size_t i = 1; i < links_.size(); ++i) {
            const std::string name = name_of_link(links_[i]);
            const auto end = links_.begin() + static_cast<std::ptrdiff_t>(i);
            if (std::none_of(links_.begin(), end, [&](const Link& link) { return name_of_link(link) == name; }))
                continue;
            report_.mistake(links_[i].place, below(node_.where, "from"),
                            text::cat("two inputs with the public name ", printable(name)),
                            text::cat("give one another name: { node: ", printable(links_[i].node), ", as: ... }"));
        }
    }

    const NodeText& node_;
    Report& report_;
    std::vector<Link> links_;
};

}  // namespace

std::vector<Param> link_params() { return {std::begin(params_of_a_link), std::end(params_of_a_link)}; }

std::vector<Link> read_links(const NodeText& node, Report& report) { return LinkReader(node, report).read(); }

}  // namespace sluice::config
