#include "config/skim.hpp"

#include <climits>
#include <cstddef>
#include <string_view>

namespace sluice::config {

namespace {

class Skimmer {
public:
    void line(std::string_view text, int number) {
        before_ = '\n';
        for (std::size_t i = 0; i < text.size(); ++i) {
            const Spot spot{number, static_cast<int>(i)};
            if (result.quote) {
                i += inside_quote(text, i, spot);
            } else if (text[i] == '#' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t')) {
                return;
            } else {
                outside(text, i, spot);
            }
        }
    }

    Skim result;

private:
    // Returns how many characters more were used up.
    std::size_t inside_quote(std::string_view text, std::size_t i, Spot spot) {
        const char sign = result.quote->sign;
        if (sign == '"' && text[i] == '\\') return 1;
        if (text[i] != sign) return 0;
        if (sign == '\'' && i + 1 < text.size() && text[i + 1] == '\'') return 1;
        result.last_quote = result.quote;
        result.last_quote_end = spot;
        result.quote.reset();
        before_ = sign;
        return 0;
    }

    void outside(std::string_view text, std::size_t i, Spot spot) {
        const char c = text[i];
        if (c == ' ' || c == '\t') return;
        const bool in_flow = !result.brackets.empty();
        if ((c == '"' || c == '\'') && at_start()) {
            result.quote = Skim::Opened{c, spot};
        } else if ((c == '{' || c == '[') && (in_flow || at_start())) {
            result.brackets.push_back({c, spot});
        } else if ((c == '}' || c == ']') && in_flow) {
            result.brackets.pop_back();
        }
        const bool ends_word = i + 1 >= text.size() || text[i + 1] == ' ' || in_flow;
        before_ = (c == ':' || c == '-') && !ends_word ? 'a' : c;
    }

    // Quotes and brackets mean something only where a value may begin: not in it's or a[0].
    [[nodiscard]] bool at_start() const { return std::string_view("\n:-,[{?").find(before_) != std::string_view::npos; }

    char before_ = '\n';
};

}  // namespace

Skim skim(const Lines& lines, Spot until) {
    Skimmer skimmer;
    for (int number = 0; number <= until.line && static_cast<std::size_t>(number) < lines.size(); ++number) {
        std::string_view text = line_at(lines, number);
        if (number == until.line && until.column >= 0) text = text.substr(0, static_cast<std::size_t>(until.column));
        skimmer.line(text, number);
    }
    return skimmer.result;
}

Skim skim(const Lines& lines) { return skim(lines, {static_cast<int>(lines.size()), INT_MAX}); }

}  // namespace sluice::config
