#include <charconv>
#include <cmath>
#include <utility>

#include "expression.hpp"

Expression::Mistake::Mistake(std::size_t position, const std::string& what, std::string what_next)
    : std::runtime_error(what + " at character " + std::to_string(position + 1)), next(std::move(what_next)) {}

/// Reads from left to right, one function per rule:
///     either:  both { "or" both }
///     both:    single { "and" single }
///     single:  "not" single | "(" either ")" | term [ compare term ]
///     term:    number | text in quotes | true | false | name | count(name) | count(name, "label")
class ExpressionReader {
public:
    ExpressionReader(Expression& into, std::string_view text) : into_(into), text_(text) { advance(); }

    void read() {
        if (token_.empty()) throw mistake("the condition is empty", R"(write for example "motion > 0.02")");
        (void)either();
        if (!token_.empty()) throw unexpected("and, or, or the end");
    }

private:
    using Do = Expression::Do;
    using Mistake = Expression::Mistake;
    // Parentheses and `not` within each other: a bound, so that no config can exhaust the stack.
    static constexpr int deepest = 50;

    std::size_t either() { return chain("or", Do::either, [this] { return both(); }); }
    std::size_t both() { return chain("and", Do::both, [this] { return single(); }); }

    template <typename Part>
    std::size_t chain(std::string_view word, Do what, Part part) {
        std::size_t left = part();
        while (token_ == word) {
            advance();
            left = step(what, left, part());
        }
        return left;
    }

    std::size_t single() {
        if (++depth_ > deepest) throw mistake("too many parentheses within each other", "write the condition shorter");
        const std::size_t result = token_ == "not" ? inverted() : token_ == "(" ? in_parentheses() : comparison();
        --depth_;
        return result;
    }
    std::size_t inverted() {
        advance();
        return step(Do::invert, single(), 0);
    }
    std::size_t in_parentheses() {
        advance();
        const std::size_t inner = either();
        if (token_ != ")") throw unexpected("a closing parenthesis");
        advance();
        return inner;
    }

    std::size_t comparison() {
        const std::size_t begin = at_;
        const std::size_t left = term();
        const auto what = compare_word();
        if (!what) {
            if (fixed(left)) throw Mistake(begin, "a value alone says nothing", "compare it with a note: motion > 0.02");
            return step(Do::truth, left, 0);
        }
        advance();
        const std::size_t right = term();
        if (fixed(left) && fixed(right))
            throw Mistake(begin, "nothing here comes from a frame", "compare a note: motion > 0.02");
        if (compare_word()) throw mistake("two comparisons in a row", "join them with and");
        return step(*what, left, right);
    }

    [[nodiscard]] const Do* compare_word() const {
        static constexpr std::pair<std::string_view, Do> words[] = {
            {"<", Do::less}, {"<=", Do::at_most}, {">", Do::more}, {">=", Do::at_least}, {"==", Do::equal}, {"!=", Do::unequal},
        };
        for (const auto& [word, what] : words)
            if (token_ == word) return &what;
        if (token_ == "=") throw mistake("= compares nothing", "write ==");
        return nullptr;
    }

    std::size_t term() {
        if (token_.empty()) throw mistake("the condition ends too early", "a note's name or a value belongs there");
        const char first = token_.front();
        if (first == '"' || first == '\'') return taken(std::string(token_.substr(1, token_.size() - 2)));
        if (digit(first) || first == '-' || first == '.') return number();
        if (!letter(first) || token_ == "and" || token_ == "or") throw unexpected("a note's name or a value");
        if (token_ == "true" || token_ == "false") return taken(token_ == "true");
        std::string name(token_);
        advance();
        if (token_ != "(") return add(Expression::Name{std::move(name)});
        if (name != "count") throw mistake("there is no " + name + "()", "the only one is count(boxes)");
        return count();
    }

    std::size_t number() {
        double value = 0;
        const auto [end, error] = std::from_chars(token_.data(), token_.data() + token_.size(), value);
        if (error != std::errc{} || end != token_.data() + token_.size() || !std::isfinite(value))
            throw mistake(quoted(token_) + " is no number", "write it like 0.02; a text goes in quotes");
        return taken(value);
    }

    std::size_t count() {
        advance();
        if (token_.empty() || !letter(token_.front())) throw unexpected("the name of a note, as in count(boxes)");
        Expression::Count count{std::string(token_), {}};
        advance();
        if (token_ == ",") {
            advance();
            if (token_.size() < 3 || (token_.front() != '"' && token_.front() != '\''))
                throw unexpected("a label in quotes, as in count(boxes, \"person\")");
            count.label = token_.substr(1, token_.size() - 2);
            advance();
        }
        if (token_ != ")") throw unexpected("a closing parenthesis");
        advance();
        return add(std::move(count));
    }

    // The next token is token_, from at_ on; empty at the end.
    void advance() {
        at_ += token_.size();
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
        token_ = text_.substr(at_, length(text_.substr(at_)));
        if (token_ == "&" || token_ == "|" || token_ == "!")
            throw mistake(quoted(token_) + " is not known", "write and, or, not");
    }

    [[nodiscard]] std::size_t length(std::string_view rest) const {
        if (rest.empty()) return 0;
        if (rest.front() == '"' || rest.front() == '\'') {
            const auto end = rest.find(rest.front(), 1);
            if (end == rest.npos) throw Mistake(at_, "a text that never ends", "close its quotes");
            return end + 1;
        }
        std::size_t size = 1;
        if (letter(rest.front())) {
            while (size < rest.size() && (letter(rest[size]) || digit(rest[size]))) ++size;
        } else if (digit(rest.front()) || rest.front() == '-' || rest.front() == '.') {
            while (size < rest.size() && (letter(rest[size]) || digit(rest[size]) || rest[size] == '.')) ++size;
        } else if (size < rest.size() && rest[size] == '=' && std::string_view("<>=!").find(rest.front()) != rest.npos) {
            size = 2;
        }
        return size;
    }

    // A text has its quotes already.
    [[nodiscard]] static std::string quoted(std::string_view token) {
        const bool text = token.front() == '"' || token.front() == '\'';
        return text ? std::string(token) : '"' + std::string(token) + '"';
    }
    [[nodiscard]] static bool digit(char c) { return c >= '0' && c <= '9'; }
    [[nodiscard]] static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

    [[nodiscard]] Mistake mistake(const std::string& what, std::string next) const { return {at_, what, std::move(next)}; }
    [[nodiscard]] Mistake unexpected(const std::string& expected) const {
        return mistake(token_.empty() ? "the condition ends" : quoted(token_) + " is not expected",
                       "here belongs " + expected);
    }

    [[nodiscard]] bool fixed(std::size_t term) const { return into_.terms_[term].index() < 3; }
    std::size_t step(Do what, std::size_t left, std::size_t right) {
        into_.steps_.push_back({what, left, right});
        return into_.steps_.size() - 1;
    }
    std::size_t add(Expression::Term term) {
        into_.terms_.push_back(std::move(term));
        return into_.terms_.size() - 1;
    }
    std::size_t taken(Expression::Term term) {
        advance();
        return add(std::move(term));
    }

    Expression& into_;
    std::string_view text_;
    std::string_view token_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

Expression::Expression(std::string_view text) { ExpressionReader(*this, text).read(); }
