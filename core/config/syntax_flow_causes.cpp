#include <cctype>

#include "base/text.hpp"
#include "config/skim.hpp"
#include "config/syntax_causes.hpp"
#include "config/value.hpp"

namespace sluice::config {

namespace {

bool in_flow(const SyntaxError& error) {
    return error.message == "end of map flow not found" || error.message == "end of sequence flow not found";
}

char closing(char bracket) { return bracket == '{' ? '}' : ']'; }

}  // namespace

std::optional<Mistake> quote_not_closed(const SyntaxError& error) {
    const Skim seen = skim(error.lines, error.spot);
    // A quote that ended where the next one should have begun: front: "a / back: "b"
    if (!seen.last_quote || seen.last_quote_end.line != error.spot.line ||
        seen.last_quote->spot.line == error.spot.line)
        return std::nullopt;
    return mistake_at(error, seen.last_quote->spot, {},
                      text::cat("this ", seen.last_quote->sign, " is not closed on its line"));
}

std::optional<Mistake> variable_in_flow(const SyntaxError& error) {
    const std::string_view line = line_at(error.lines, error.spot.line);
    const auto column = static_cast<std::size_t>(error.spot.column);
    if (!in_flow(error) || column == 0 || column >= line.size() || line[column] != '{' || line[column - 1] != '$')
        return std::nullopt;
    const Skim seen = skim(error.lines, error.spot);
    const bool list = !seen.brackets.empty() && seen.brackets.back().sign == '[';
    std::size_t begin = line.find_last_of(" ,[{", column - 1);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    // The } of ${NAME} is part of the value, the next one is not.
    std::size_t end = column;
    for (int depth = 0; end < line.size(); ++end) {
        if (line[end] == '{') ++depth;
        if (depth == 0 && (line[end] == ' ' || line[end] == ',' || line[end] == ']' || line[end] == '}')) break;
        if (line[end] == '}') --depth;
    }
    const std::string_view value = line.substr(begin, end - begin);
    return mistake_at(
        error, {error.spot.line, static_cast<int>(begin)}, error.path,
        text::cat(printable(value),
                  list ? " inside [ ] must be quoted: " : " inside { } must be quoted: ", in_quotes(value)));
}

std::optional<Mistake> wrong_bracket(const SyntaxError& error) {
    const std::string_view rest = rest_at(error.lines, error.spot);
    if (error.message != "illegal flow end" || rest.empty()) return std::nullopt;
    const Skim seen = skim(error.lines, error.spot);
    if (seen.brackets.empty())
        return mistake_at(error, error.spot, {}, text::cat("a ", rest.substr(0, 1), " that nothing before it opens"));
    const char open = seen.brackets.back().sign;
    const int line = seen.brackets.back().spot.line + 1;
    return mistake_at(error, error.spot, {},
                      text::cat("the ", open, " of line ", line, " is closed with ", rest.substr(0, 1)),
                      text::cat("write ", closing(open)));
}

std::optional<Mistake> comma_missing(const SyntaxError& error) {
    const std::string_view line = line_at(error.lines, error.spot.line);
    const auto column = static_cast<std::size_t>(error.spot.column);
    if (!in_flow(error) || column >= line.size() || line[column] != ':') return std::nullopt;
    if (!skim(error.lines).brackets.empty()) return std::nullopt;  // not the comma but the end is missing
    const std::size_t space = line.find_last_of(" \t{[,", column);
    const std::size_t begin = space == std::string_view::npos ? 0 : space + 1;
    return mistake_at(error, {error.spot.line, static_cast<int>(begin)}, {},
                      text::cat("a comma is missing before ", printable(line.substr(begin, column - begin))));
}

std::optional<Mistake> flow_not_closed(const SyntaxError& error) {
    if (!in_flow(error)) return std::nullopt;
    const Skim all = skim(error.lines);
    const Skim seen = all.brackets.empty() ? skim(error.lines, error.spot) : all;
    if (seen.brackets.empty()) return std::nullopt;
    const Skim::Opened& open = seen.brackets.back();
    if (all.brackets.empty())
        return mistake_at(error, error.spot, {},
                          text::cat("this cannot stand inside ", open.sign, " ", closing(open.sign)),
                          "a comma may be missing, or put the value in quotes");
    return mistake_at(error, open.spot, {}, text::cat("this ", open.sign, " is never closed"),
                      text::cat("write ", closing(open.sign)));
}

std::optional<Mistake> unknown_escape(const SyntaxError& error) {
    if (!error.message.starts_with("unknown escape character") && error.message.find("hex number") == std::string::npos)
        return std::nullopt;
    return mistake_at(error, error.spot, error.path, "a \\ in double quotes begins an escape this one is not",
                      "use single quotes");
}

std::optional<Mistake> text_after_value(const SyntaxError& error) {
    const Skim seen = skim(error.lines, error.spot);
    const std::string_view line = line_at(error.lines, error.spot.line);
    if (seen.last_quote && seen.last_quote_end.line == error.spot.line && !in_flow(error))
        return mistake_at(error, error.spot, error.path, text::cat("text after the closing ", seen.last_quote->sign),
                          "put the whole value in quotes");
    const std::size_t before = line.substr(0, static_cast<std::size_t>(error.spot.column)).find_last_not_of(' ');
    if (error.message != "end of map not found" || before == std::string_view::npos ||
        (line[before] != ']' && line[before] != '}'))
        return std::nullopt;
    return mistake_at(error, error.spot, error.path, text::cat("text after the closing ", line.substr(before, 1)),
                      "put the whole value in quotes");
}

}  // namespace sluice::config
