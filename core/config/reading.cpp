#include "config/reading.hpp"

#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "config/environment.hpp"
#include "config/overlay.hpp"
#include "config/overrides.hpp"
#include "config/param_reader.hpp"
#include "config/process_reader.hpp"
#include "config/yaml_reader.hpp"

namespace sluice::config {

namespace {

void check_version(const Value& layer, const std::string& file, bool first, Report& report) {
    const Value* version = layer.find("sluice");
    if (!version && first) report.mistake({file}, {}, "sluice: 1 is missing", "begin the file with it");
    if (!version) return;
    const bool known = version->is_scalar() && version->text == "1";
    if (!known)
        report.mistake(version->place, "sluice",
                       text::cat(version->is_scalar() ? printable(version->text) : kind_words(*version),
                                 " is no version of configs this program knows"),
                       "write sluice: 1");
}

// The map of one file; nothing, with the mistake said, where there is none.
std::optional<Value> read_layer(const Layer& layer, bool first, Report& report) {
    if (!layer.text) return std::nullopt;
    std::optional<Value> value = read_yaml(layer.file, *layer.text, report);
    if (!value) return std::nullopt;
    if (value->is_empty()) {
        report.mistake({layer.file}, {}, "an empty file", "begin it with sluice: 1");
        return std::nullopt;
    }
    if (!value->is_map()) {
        const std::string space = value->is_scalar() ? lacking_space(value->text) : std::string();
        if (space.empty())
            report.mistake(*value, text::cat(kind_words(*value), " where a map belongs"),
                           "begin the file with sluice: 1");
        else
            report.mistake(*value, space);
        return std::nullopt;
    }
    check_version(*value, layer.file, first, report);
    return value;
}

void check_top_level(const Value& root, Report& report) {
    const std::vector<std::string> known = {"sluice", "process", "defaults", "sources", "filters", "sinks"};
    Value named = root;
    for (std::size_t i = named.keys.size(); i-- > 0;) {
        if (!named.keys[i].text.starts_with("x-")) continue;
        named.keys.erase(named.keys.begin() + static_cast<std::ptrdiff_t>(i));
        named.items.erase(named.items.begin() + static_cast<std::ptrdiff_t>(i));
    }
    check_keys(named, known, report);
}

}  // namespace

Document::Reading read_layers(const std::vector<Layer>& layers, const std::vector<Override>& overrides,
                              const Mistakes& mistakes) {
    Document::Reading reading;
    Report report;
    report.add(mistakes);
    reading.root.kind = Value::Kind::map;
    if (!layers.empty()) reading.root.place.file = layers.front().file;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        std::optional<Value> layer = read_layer(layers[i], i == 0, report);
        if (layer)
            lay_over(reading.root, std::move(*layer));
        else
            reading.whole = false;
    }
    if (reading.whole) {
        apply_overrides(reading.root, overrides, report);
        name_places(reading.root, {});
        for (std::size_t i = 0; i < reading.root.keys.size(); ++i)
            if (!reading.root.keys[i].text.starts_with("x-")) fill_in_environment(reading.root.items[i], report);
        check_top_level(reading.root, report);
        reading.process = read_process(reading.root, report);
    }
    reading.mistakes = report.mistakes();
    return reading;
}

}  // namespace sluice::config
