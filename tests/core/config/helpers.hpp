#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "fake_catalogue.hpp"

namespace sluice::config {

/// What a check says, one mistake a line.
inline std::string lines(const Mistakes& mistakes) {
    std::string out;
    for (const Mistake& mistake : mistakes) out += to_text(mistake) + "\n";
    return out;
}

inline Document::Result check(const Document& document) {
    static FakeCatalogue catalogue;
    return document.check(catalogue);
}

inline Document::Result check(std::string_view text, const std::vector<Override>& overrides = {}) {
    return check(Document::read_text("a.yaml", text, overrides));
}

inline std::string said(std::string_view text, const std::vector<Override>& overrides = {}) {
    return lines(check(text, overrides).mistakes);
}

/// The node of that name; an empty one where there is none.
inline Node node(const Document::Result& result, std::string_view name) {
    for (const Node& each : result.config.nodes)
        if (each.name == name) return each;
    return {};
}

inline std::string order(const Document::Result& result) {
    std::string out;
    for (const Node& each : result.config.nodes) out += (out.empty() ? "" : " ") + each.name;
    return out;
}

}  // namespace sluice::config
