#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"

namespace sluice::config {

/// Node types as the real ones declare themselves, without a line of what they do.
class FakeCatalogue final : public Catalogue {
public:
    FakeCatalogue();

    [[nodiscard]] const NodeEntry* find(NodeKind kind, std::string_view type) override {
        for (const NodeEntry& entry : entries_)
            if (entry.kind == kind && entry.type == type) return &entry;
        return nullptr;
    }
    [[nodiscard]] std::vector<std::string> types(NodeKind kind) override {
        std::vector<std::string> out;
        for (const NodeEntry& entry : entries_)
            if (entry.kind == kind) out.emplace_back(entry.type);
        std::sort(out.begin(), out.end());
        return out;
    }
    [[nodiscard]] std::string refusal(NodeKind kind, std::string_view type) override {
        return kind == NodeKind::filter && type == "faces"
                   ? "its plugin faces.so was refused: built for arm, this is x86_64"
                   : "";
    }

    void add(const NodeEntry& entry) { entries_.push_back(entry); }

private:
    std::vector<NodeEntry> entries_;
};

}  // namespace sluice::config
