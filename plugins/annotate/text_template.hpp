#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/frame.hpp>

namespace annotate {

/// The text of a frame: strftime's % for the time of its capture, and names in braces.
class TextTemplate {
public:
    struct Mistake {
        std::string what, next;
    };
    /// Nothing where the text is fine.
    [[nodiscard]] static std::optional<Mistake> mistake_in(std::string_view text);

    /// Of a text without mistakes.
    explicit TextTemplate(std::string_view text);

    [[nodiscard]] bool empty() const noexcept { return pieces_.empty(); }
    [[nodiscard]] std::string filled(const sluice::Frame& frame) const;

private:
    struct Piece {
        bool field = false;  // `text` is a name; else as strftime takes it
        std::string text;
        int digits = 2;
    };
    std::optional<Mistake> parse(std::string_view text);
    std::optional<Mistake> add_field(std::string_view inside);

    TextTemplate() = default;

    std::vector<Piece> pieces_;
};

}  // namespace annotate
