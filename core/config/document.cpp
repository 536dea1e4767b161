#include "config/document.hpp"

#include <algorithm>
#include <utility>

#include "config/config_file.hpp"
#include "config/declared_check.hpp"
#include "config/exclusive_check.hpp"
#include "config/graph_check.hpp"
#include "config/node_reader.hpp"
#include "config/node_table.hpp"
#include "config/reading.hpp"
#include "config/report.hpp"
#include "config/with_check.hpp"

namespace sluice::config {

namespace {

void check_not_empty(const Value& root, Report& report) {
    for (const NodeKind kind : {NodeKind::source, NodeKind::sink}) {
        const Value* nodes = root.find(section_of(kind));
        if (nodes && !nodes->is_empty() && !(nodes->is_map() && nodes->keys.empty())) continue;
        report.mistake({root.place.file}, section_of(kind), "there are none",
                       kind == NodeKind::source ? "frames come from at least one" : "frames go to at least one");
    }
}

}  // namespace

Document::Document(std::unique_ptr<Reading> reading) : reading_(std::move(reading)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Document Document::read(const std::vector<std::string>& files, const std::vector<Override>& overrides) {
    Report report;
    std::vector<Layer> layers;
    for (const std::string& file : files) layers.push_back({file, read_file(file, report)});
    return Document(std::make_unique<Reading>(read_layers(layers, overrides, report.mistakes())));
}

Document Document::read_text(const std::string& name, std::string_view text, const std::vector<Override>& overrides) {
    Report report;
    std::vector<Layer> layers = {{name, config::read_text(name, text, report)}};
    return Document(std::make_unique<Reading>(read_layers(layers, overrides, report.mistakes())));
}

const Process& Document::process() const noexcept { return reading_->process; }

Document::Result Document::check(Catalogue& catalogue) const {
    Result result;
    Report report;
    report.add(reading_->mistakes);
    if (reading_->whole) {
        const std::vector<NodeText> texts = read_node_table(reading_->root, report);
        check_defaults(reading_->root, texts, catalogue, report);
        std::vector<Node> nodes;
        for (const NodeText& text : texts) nodes.push_back(read_node(text, catalogue, report));
        check_graph(nodes, report);
        check_exclusive(nodes, reading_->process, report);
        check_with(nodes, report);
        check_declared(nodes, report);
        check_not_empty(reading_->root, report);
        if (report.count() == 0) {
            warn_of_unused(nodes, report);
            result.config.nodes = in_order(std::move(nodes));
        }
    }
    result.mistakes = report.mistakes();
    result.warnings = report.warnings();
    return result;
}

}  // namespace sluice::config
