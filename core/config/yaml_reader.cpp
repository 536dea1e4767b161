#include "config/yaml_reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cstddef>
#include <sstream>

#include "config/lines.hpp"
#include "config/syntax.hpp"
#include "config/yaml_tree.hpp"

namespace sluice::config {

namespace {

Spot spot_of(const YAML::Mark& mark) { return {mark.line, mark.column}; }

// Hands the parser's events on to the tree, which knows nothing of the parser.
class Events final : public YAML::EventHandler {
public:
    Events(YamlTree& tree, const Lines& lines, Report& report) : tree_(tree), lines_(lines), report_(report) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ < 2) return;
        const bool marker =
            line_at(lines_, mark.line).starts_with("---") || line_at(lines_, mark.line - 1).starts_with("---");
        report_.mistake(tree_.place(spot_of(mark)), {},
                        marker ? "a second document (---)" : "this belongs to nothing above it",
                        marker ? "write one file each" : "look at its indentation");
        throw YamlTree::GivenUp{};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { tree_.nothing({spot_of(mark), {}, anchor}); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { tree_.alias(spot_of(mark), anchor); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        tree_.scalar({spot_of(mark), tag, anchor}, value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        tree_.begin(Value::Kind::list, {spot_of(mark), tag, anchor});
    }
    void OnSequenceEnd() override { tree_.end(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        tree_.begin(Value::Kind::map, {spot_of(mark), tag, anchor});
    }
    void OnMapEnd() override { tree_.end(); }

private:
    YamlTree& tree_;
    const Lines& lines_;
    Report& report_;
    int documents_ = 0;
};

}  // namespace

std::optional<Value> read_yaml(const std::string& file, std::string_view text, Report& report) {
    const Lines lines = lines_of(text);
    YamlTree tree(file, lines, report);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        Events events(tree, lines, report);
        while (parser.HandleNextDocument(events)) {
        }
    } catch (const YamlTree::GivenUp&) {
        return std::nullopt;
    } catch (const YAML::Exception& error) {
        const SyntaxError scene{lines, spot_of(error.mark), error.msg, tree.path()};
        Mistake mistake = explain(scene);
        mistake.place.file = file;
        if (file == "--set") mistake.place = {file};
        report.add({mistake});
        return std::nullopt;
    }
    return tree.take();
}

}  // namespace sluice::config
