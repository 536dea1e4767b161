#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sluice/notes.hpp>

/// A condition on a frame's notes, as written in `if`:
///
///     motion > 0.02 and (count(boxes, "person") >= 2 or not door)
///
/// A name alone holds where that note is there and neither false, 0 nor empty. A comparison with a note that is
/// not there, or of unlike kinds (a text with a number), does not hold. Frozen; any thread.
class Expression {
public:
    /// Where reading stopped, and why.
    struct Mistake : std::runtime_error {
        Mistake(std::size_t position, const std::string& what, std::string next);
        std::string next;  ///< what to write instead
    };

    /// Throws Mistake.
    explicit Expression(std::string_view text);

    [[nodiscard]] bool holds(const sluice::Notes& notes) const;

private:
    friend class ExpressionReader;

    enum class Do : std::uint8_t { either, both, invert, truth, less, at_most, more, at_least, equal, unequal };
    struct Count {
        std::string note, label;  // no label: all boxes
    };
    struct Name {
        std::string note;
    };
    // monostate: a note that is not there, or a list of boxes.
    using Value = std::variant<std::monostate, bool, double, std::string_view>;
    using Term = std::variant<bool, double, std::string, Name, Count>;
    // `left` and `right` are other steps, or terms in truth and comparisons.
    struct Step {
        Do what;
        std::size_t left, right;
    };

    [[nodiscard]] bool holds(const Step& step, const sluice::Notes& notes) const;
    [[nodiscard]] static Value value(const Term& term, const sluice::Notes& notes);
    [[nodiscard]] static bool truth(const Term& term, const sluice::Notes& notes);
    [[nodiscard]] static bool compare(Do what, const Value& left, const Value& right);

    std::vector<Term> terms_;
    std::vector<Step> steps_;  // the last one is the whole
};
