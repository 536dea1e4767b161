#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace sluice::upstream {

/// Texts that frames point to for as long as nodes live: each is kept once, none is ever let go, so there is a bound.
class KeptTexts {
public:
    explicit KeptTexts(std::size_t most) : most_(most) {}

    /// The same text, alive as long as this; nothing where it would be one too many.
    [[nodiscard]] std::optional<std::string_view> keep(std::string_view text) {
        auto found = texts_.find(text);
        if (found == texts_.end()) {
            if (texts_.size() >= most_) return std::nullopt;
            found = texts_.emplace(text).first;
        }
        return *found;
    }

private:
    std::size_t most_;
    std::set<std::string, std::less<>> texts_;  // never moves its elements
};

}  // namespace sluice::upstream
