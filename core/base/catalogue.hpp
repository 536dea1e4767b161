#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sluice/entry.hpp>

namespace sluice {

/// The node types that can be used, whoever provides them. [start]
class Catalogue {
public:
    virtual ~Catalogue() = default;

    /// The entry of that type and kind or nullptr. Lives as long as the process.
    [[nodiscard]] virtual const NodeEntry* find(NodeKind kind, std::string_view type) = 0;
    /// All types of that kind, sorted.
    [[nodiscard]] virtual std::vector<std::string> types(NodeKind kind) = 0;
    /// Why find() gave nullptr although somebody offers that type: "its plugin x.so was refused: ...";
    /// empty where nobody does.
    [[nodiscard]] virtual std::string refusal(NodeKind kind, std::string_view type) = 0;
};

[[nodiscard]] constexpr std::string_view name_of(NodeKind kind) noexcept {
    return kind == NodeKind::source ? "source" : kind == NodeKind::filter ? "filter" : "sink";
}

}  // namespace sluice
