#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sluice {

/// A rectangle found in a picture. Pixels of the frame it rides on, origin top left.
struct Box {
    float x = 0, y = 0, width = 0, height = 0;
    std::string label;
    float score = 1;      ///< 0..1
    std::int64_t id = 0;  ///< the same thing in later frames keeps its number; 0: not tracked

    friend bool operator==(const Box&, const Box&) = default;
};

/// The value of a note.
using Note = std::variant<bool, std::int64_t, double, std::string, std::vector<Box>>;

/// Small named values that ride on a frame; never changed once they do. Copying shares them. Adding
/// one copies no picture and never causes an encode.
class Notes {
public:
    using Entry = std::pair<std::string, Note>;

    [[nodiscard]] bool empty() const noexcept { return !entries_ || entries_->empty(); }
    [[nodiscard]] const Entry* begin() const noexcept { return entries_ ? entries_->data() : nullptr; }
    [[nodiscard]] const Entry* end() const noexcept { return entries_ ? entries_->data() + entries_->size() : nullptr; }

    /// The note of that name or nullptr; lives as long as this or a copy of this.
    [[nodiscard]] const Note* find(std::string_view key) const noexcept {
        for (const Entry& entry : *this)
            if (entry.first == key) return &entry.second;
        return nullptr;
    }

    /// These notes and one more; a note of the same name is replaced.
    [[nodiscard]] Notes with(std::string_view key, Note value) const {
        auto entries = entries_ ? std::make_shared<std::vector<Entry>>(*entries_) : std::make_shared<std::vector<Entry>>();
        for (Entry& entry : *entries)
            if (entry.first == key) {
                entry.second = std::move(value);
                return Notes(std::move(entries));
            }
        entries->emplace_back(std::string(key), std::move(value));
        return Notes(std::move(entries));
    }

    Notes() = default;

private:
    explicit Notes(std::shared_ptr<const std::vector<Entry>> entries) : entries_(std::move(entries)) {}

    std::shared_ptr<const std::vector<Entry>> entries_;
};

}  // namespace sluice
