#include "config/syntax_causes.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "config/skim.hpp"
#include "config/value.hpp"

namespace sluice::config {

namespace {

int indent_of(std::string_view line) { return static_cast<int>(std::min(line.find_first_not_of(' '), line.size())); }

bool is_blank(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    return first == std::string_view::npos || line[first] == '#';
}

// The line above that says something; -1: none.
int above(const Lines& lines, int line) {
    for (--line; line >= 0; --line)
        if (!is_blank(line_at(lines, line))) break;
    return line;
}

std::string_view trimmed(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t-"), line.size()));
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos) line = line.substr(0, comment);
    return line.substr(0, line.find_last_not_of(" \t") + 1);
}

// A value up to where it must end in { } or on its line.
std::string_view word_at(std::string_view rest) { return rest.substr(0, rest.find_first_of(" ,]}")); }

std::optional<Mistake> tab(const SyntaxError& error) {
    for (const int line : {error.spot.line, above(error.lines, error.spot.line)}) {
        const std::string_view text = line_at(error.lines, line);
        const std::size_t first = text.find_first_not_of(" \t");
        if (text.substr(0, first).find('\t') == std::string_view::npos) continue;
        return Mistake{{{}, line + 1}, {}, "a tab; YAML wants spaces", {}};
    }
    return std::nullopt;
}

std::optional<Mistake> reserved_sign(const SyntaxError& error) {
    const std::string_view rest = rest_at(error.lines, error.spot);
    if (error.message != "unknown token" || rest.empty()) return std::nullopt;
    return mistake_at(error, error.spot, error.path,
                      text::cat("a value that starts with ", rest.substr(0, 1), " must be quoted"));
}

std::optional<Mistake> star(const SyntaxError& error) {
    if (error.message != "the referenced anchor is not defined" && !error.message.starts_with("alias not found"))
        return std::nullopt;
    Spot spot = error.spot;
    // `*` alone: the parser stands behind it.
    if (!rest_at(error.lines, spot).starts_with('*') && spot.column > 0) --spot.column;
    const std::string_view word = word_at(rest_at(error.lines, spot));
    const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; };
    if (word.size() > 1 && std::all_of(word.begin() + 1, word.end(), is_name))
        return mistake_at(error, spot, error.path,
                          text::cat(printable(word), " refers to a YAML anchor &", printable(word.substr(1)),
                                    " that is not above it"));
    const bool port = word.starts_with("*:");
    return mistake_at(error, spot, error.path, "* starts a YAML reference",
                      text::cat("write ", in_quotes(port ? text::cat("tcp://", word) : std::string(word))));
}

std::optional<Mistake> ampersand(const SyntaxError& error) {
    if (!error.message.starts_with("anchor not found")) return std::nullopt;
    return mistake_at(error, error.spot, error.path, "& starts a YAML anchor", "put the value in quotes");
}

std::optional<Mistake> space_missing(const SyntaxError& error) {
    int line = error.spot.line;
    // A value goes on over several lines, so what lacks the space may be some lines above.
    for (int looked = 0; looked < 4 && line >= 0; ++looked, line = above(error.lines, line)) {
        const std::string_view text = trimmed(line_at(error.lines, line));
        if (text.find(": ") != std::string_view::npos || text.ends_with(':')) {
            if (looked > 0) break;
            continue;
        }
        if (const std::string what = lacking_space(text); !what.empty()) return Mistake{{{}, line + 1}, {}, what, {}};
    }
    return std::nullopt;
}

std::optional<Mistake> list_beside_key(const SyntaxError& error) {
    if (error.message != "illegal block entry") return std::nullopt;
    return mistake_at(error, error.spot, error.path, "a list cannot begin beside its key",
                      "begin it on the next line, or write [a, b]");
}

std::optional<Mistake> two_colons(const SyntaxError& error) {
    if (error.message != "illegal map value") return std::nullopt;
    const std::string_view line = line_at(error.lines, error.spot.line);
    const std::size_t first = line.find(": ");
    if (first == std::string_view::npos || static_cast<int>(first) >= error.spot.column) return std::nullopt;
    const std::size_t value = line.find_first_not_of(' ', first + 1);
    return mistake_at(error, {error.spot.line, static_cast<int>(value)}, error.path,
                      "a value with a colon and a space in it must be quoted");
}

std::optional<Mistake> colon_missing(const SyntaxError& error) {
    if (error.message != "illegal map value") return std::nullopt;
    const int line = above(error.lines, error.spot.line);
    const std::string_view word = trimmed(line_at(error.lines, line));
    if (word.empty() || word.find_first_of(": ") != std::string_view::npos) return std::nullopt;
    return Mistake{{{}, line + 1}, {}, text::cat(printable(word), " lacks a colon"), {}};
}

std::optional<Mistake> indentation(const SyntaxError& error) {
    const int here = indent_of(line_at(error.lines, error.spot.line));
    const int line = above(error.lines, error.spot.line);
    const int before = indent_of(line_at(error.lines, line));
    if (line < 0 || here == before || (error.message != "illegal map value" && error.message != "end of map not found"))
        return std::nullopt;
    return Mistake{{{}, error.spot.line + 1},
                   {},
                   text::cat("indented by ", here, here == 1 ? " space" : " spaces", ", the line above by ", before),
                   "lines that belong together begin in the same column"};
}

}  // namespace

Mistake explain(const SyntaxError& error) {
    constexpr Cause causes[] = {tab,
                                reserved_sign,
                                star,
                                ampersand,
                                unknown_escape,
                                quote_not_closed,
                                variable_in_flow,
                                wrong_bracket,
                                comma_missing,
                                flow_not_closed,
                                list_beside_key,
                                space_missing,
                                two_colons,
                                text_after_value,
                                colon_missing,
                                indentation};
    for (const Cause cause : causes)
        if (std::optional<Mistake> mistake = cause(error)) return *mistake;
    return mistake_at(error, error.spot, {},
                      text::cat("YAML ends here for its parser (", printable(error.message), ")"),
                      "look at this line and the one above, or put values in quotes");
}

}  // namespace sluice::config
