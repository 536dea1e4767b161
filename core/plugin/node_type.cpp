#include "plugin/node_type.hpp"

#include <algorithm>

#include "base/catalogue.hpp"
#include "base/text.hpp"

namespace sluice::plugin {

bool is_type_name(std::string_view name) noexcept {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    constexpr std::string_view also = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return !name.empty() && name.size() <= 64 && letters.find(name.front()) != letters.npos &&
           name.find_first_not_of(also) == name.npos;
}

std::string to_text(const NodeType& type) { return text::cat(name_of(type.kind), " ", type.name); }

std::optional<NodeType> node_type_in(std::string_view section_end) {
    for (NodeKind kind : {NodeKind::source, NodeKind::filter, NodeKind::sink}) {
        const std::string_view word = name_of(kind);
        if (section_end.starts_with(word) && section_end.size() > word.size() && section_end[word.size()] == '.')
            return NodeType{kind, std::string(section_end.substr(word.size() + 1))};
    }
    return std::nullopt;
}

}  // namespace sluice::plugin
