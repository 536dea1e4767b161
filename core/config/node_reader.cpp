#include "config/node_reader.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <memory>
#include <new>
#include <utility>

#include "base/text.hpp"
#include "config/link_reader.hpp"
#include "config/param_reader.hpp"

namespace sluice::config {

namespace {

constexpr Param filter_params[] = {
    Param::boolean("optional", "frames pass where the plugin is absent").fallback("false"),
    Param::choice("run", "on_demand|always", "also while nobody wants its frames").fallback("on_demand"),
    Param::choice("on_error", "drop|pass", "what becomes of a frame it fails at").fallback("drop"),
};

constexpr Param source_params[] = {
    Param::boolean("required", "the start fails without it; false: the rest starts, and it joins once it is there").fallback("true"),
};

const std::vector<std::string> type_key = {"type"};

// Where a node's own check says what is wrong.
class NodeComplaints final : public Complaints {
public:
    NodeComplaints(const NodeText& node, Report& report) : node_(node), report_(report) {}

    void add(std::string_view param, std::string_view what, std::string_view next) override {
        const Value* value = node_.value.find(param);
        if (value) {
            report_.mistake(*value, std::string(what), std::string(next));
        } else {
            report_.mistake(node_.place, param.empty() ? node_.where : below(node_.where, param), std::string(what),
                            std::string(next));
        }
    }

private:
    const NodeText& node_;
    Report& report_;
};

class NodeReader {
public:
    NodeReader(const NodeText& text, Catalogue& catalogue, Report& report)
        : text_(text), catalogue_(catalogue), report_(report) {}

    Node read() {
        node_.kind = text_.kind;
        node_.name = text_.name;
        node_.type = text_.type;
        node_.place = text_.place;
        if (!text_.value.is_map()) return std::move(node_);  // said already
        const std::vector<Param> common = common_params(text_.kind);
        read_common(common);
        find_entry();
        if (text_.kind != NodeKind::source) node_.from = read_links(text_, report_);
        if (node_.entry) read_params(common);
        return std::move(node_);
    }

private:
    void read_common(const std::vector<Param>& common) {
        if (const Value* from = text_.value.find("from"); from && text_.kind == NodeKind::source)
            report_.mistake(*from, "a source takes no frames", "remove from");
        const auto set = ParamReader(text_.value, text_.place, report_).read(common);
        if (!set) return;
        if (text_.kind == NodeKind::source) node_.required = set->boolean("required", 0);
        if (text_.kind != NodeKind::filter) return;
        node_.optional = set->boolean("optional", 0);
        node_.run_always = set->text("run", 0) == "always";
        node_.pass_on_error = set->text("on_error", 0) == "pass";
    }

    void find_entry() {
        const Value* type = text_.value.find("type");
        const std::vector<std::string> types = catalogue_.types(text_.kind);
        const std::string known = text::cat("known: ", text::join(types, ", "));
        if (!type || !type->is_scalar() || type->text.empty()) {
            if (!type && is_type_misspelt()) return;
            const bool odd = type && (type->is_list() || type->is_map());
            report_.mistake(type ? type->place : text_.place, text_.where,
                            odd ? text::cat("type is ", kind_words(*type)) : std::string("type is missing"), known);
            return;
        }
        node_.entry = catalogue_.find(text_.kind, type->text);
        if (node_.entry) return;
        const std::string refusal = catalogue_.refusal(text_.kind, type->text);
        std::string what = text::cat("unknown ", name_of(text_.kind), " type ", in_quotes(type->text));
        if (!refusal.empty()) what = text::cat(name_of(text_.kind), " type ", in_quotes(type->text), ": ", refusal);
        if (node_.optional) {
            report_.warning(type->place, text_.where, what, "frames pass unfiltered");
            return;
        }
        report_.mistake(type->place, text_.where, what, refusal.empty() ? remedy(type->text, types) : std::string());
    }

    // type:v4l2, tpye: v4l2
    bool is_type_misspelt() {
        const std::size_t before = report_.count();
        for (std::size_t i = 0; i < text_.value.keys.size(); ++i) {
            const std::string& key = text_.value.keys[i].text;
            if (!key.starts_with("type:") && !key.starts_with("type ") && did_you_mean(key, type_key).empty()) continue;
            Value alone;
            alone.kind = Value::Kind::map;
            alone.add(text_.value.keys[i], text_.value.items[i]);
            check_keys(alone, type_key, report_);
        }
        return report_.count() > before;
    }

    std::string remedy(const std::string& type, const std::vector<std::string>& types) {
        for (const NodeKind kind : node_kinds)
            if (kind != text_.kind && catalogue_.find(kind, type))
                return text::cat("it is a ", name_of(kind), " type: write the node under ", section_of(kind));
        if (std::string near = did_you_mean(type, types); !near.empty()) return near;
        return text::cat("known: ", text::join(types, ", "), "; name a plugin that has it in process.plugins or --plugin-path FOLDER");
    }

    void read_params(const std::vector<Param>& common) {
        const std::vector<Param> params = params_of(*node_.entry);
        std::vector<std::string> known = {"type"};
        known.emplace_back("from");
        for (const Param& param : common) known.emplace_back(param.name);
        for (const Param& param : params) known.emplace_back(param.name);
        check_keys(text_.value, known, report_);
        check_guard();
        const std::size_t before = report_.count();
        const auto set = ParamReader(text_.value, text_.place, report_).read_legible(params);
        node_.legible = set;
        const bool misspelt = spoil_misspelt(known, params, *set);
        if (report_.count() == before && !misspelt) node_.params = set;
        run_own_check(*set);
    }

    // What a misspelt key was meant for is not known: whoever asks for that would complain of what is not the mistake.
    bool spoil_misspelt(const std::vector<std::string>& known, const std::vector<Param>& params, ParamSet& set) {
        bool any = false;
        for (const Key& key : text_.value.keys) {
            if (std::ranges::find(known, key.text) != known.end()) continue;
            const std::string meant = text::nearest(key.text, known);
            const auto same = [&](const Param& param) { return param.name == meant; };
            if (std::ranges::none_of(params, same) || text_.value.find(meant)) continue;
            set.spoil(meant, true);
            any = true;
        }
        return any;
    }

    void check_guard() {
        if (!node_.entry->guards) return;
        const auto refuse = [&](const char* key, const char* what) {
            if (const Value* value = text_.value.find(key))
                report_.mistake(*value, text::cat(text_.type, what), "remove it");
        };
        if (node_.optional) refuse("optional", " guards somebody: without it the picture must not pass");
        if (node_.pass_on_error) refuse("on_error", " guards somebody: a frame it fails at must not pass");
    }

    void run_own_check(const ParamSet& set) {
        if (!node_.entry->check) return;
        NodeComplaints complaints(text_, report_);
        try {
            node_.entry->check(set, complaints);
        } catch (const Unreadable&) {
            // It would go on about a value that has been complained about.
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& error) {
            report_.mistake(text_.place, text_.where,
                            text::cat("the check of ", text_.type, " failed: ", printable(error.what())),
                            "tell its author");
        } catch (...) {
            report_.mistake(text_.place, text_.where, text::cat("the check of ", text_.type, " failed"),
                            "tell its author");
        }
    }

    const NodeText& text_;
    Catalogue& catalogue_;
    Report& report_;
    Node node_;
};

}  // namespace

std::vector<Param> common_params(NodeKind kind) {
    if (kind == NodeKind::source) return {std::begin(source_params), std::end(source_params)};
    if (kind == NodeKind::filter) return {std::begin(filter_params), std::end(filter_params)};
    return {};
}

Node read_node(const NodeText& text, Catalogue& catalogue, Report& report) {
    return NodeReader(text, catalogue, report).read();
}

}  // namespace sluice::config
