#include "expression.hpp"

#include <algorithm>

using sluice::Box;
using sluice::Note;
using sluice::Notes;

bool Expression::holds(const Notes& notes) const { return holds(steps_.back(), notes); }

bool Expression::holds(const Step& step, const Notes& notes) const {
    switch (step.what) {
        case Do::either: return holds(steps_[step.left], notes) || holds(steps_[step.right], notes);
        case Do::both: return holds(steps_[step.left], notes) && holds(steps_[step.right], notes);
        case Do::invert: return !holds(steps_[step.left], notes);
        case Do::truth: return truth(terms_[step.left], notes);
        default: return compare(step.what, value(terms_[step.left], notes), value(terms_[step.right], notes));
    }
}

Expression::Value Expression::value(const Term& term, const Notes& notes) {
    if (const bool* yes = std::get_if<bool>(&term)) return *yes;
    if (const double* number = std::get_if<double>(&term)) return *number;
    if (const std::string* text = std::get_if<std::string>(&term)) return std::string_view(*text);
    if (const Count* count = std::get_if<Count>(&term)) {
        const Note* note = notes.find(count->note);
        const auto* boxes = note ? std::get_if<std::vector<Box>>(note) : nullptr;
        if (!boxes) return std::monostate{};
        return static_cast<double>(std::count_if(boxes->begin(), boxes->end(), [&](const Box& box) {
            return count->label.empty() || box.label == count->label;
        }));
    }
    const Note* note = notes.find(std::get<Name>(term).note);
    if (!note) return std::monostate{};
    if (const bool* yes = std::get_if<bool>(note)) return *yes;
    if (const std::int64_t* whole = std::get_if<std::int64_t>(note)) return static_cast<double>(*whole);
    if (const double* number = std::get_if<double>(note)) return *number;
    if (const std::string* text = std::get_if<std::string>(note)) return std::string_view(*text);
    return std::monostate{};
}

bool Expression::truth(const Term& term, const Notes& notes) {
    if (const Name* name = std::get_if<Name>(&term)) {
        const Note* note = notes.find(name->note);
        if (const auto* boxes = note ? std::get_if<std::vector<Box>>(note) : nullptr) return !boxes->empty();
    }
    const Value found = value(term, notes);
    if (const bool* yes = std::get_if<bool>(&found)) return *yes;
    if (const double* number = std::get_if<double>(&found)) return *number != 0 && *number == *number;
    const std::string_view* text = std::get_if<std::string_view>(&found);
    return text && !text->empty();
}

namespace {

template <typename Do, typename T>
bool compare_alike(Do what, const T& left, const T& right) {
    switch (what) {
        case Do::less: return left < right;
        case Do::at_most: return left <= right;
        case Do::more: return left > right;
        case Do::at_least: return left >= right;
        case Do::equal: return left == right;
        default: return left != right;
    }
}

}  // namespace

bool Expression::compare(Do what, const Value& left, const Value& right) {
    if (left.index() != right.index()) return false;
    if (const double* number = std::get_if<double>(&left)) return compare_alike(what, *number, std::get<double>(right));
    if (const bool* yes = std::get_if<bool>(&left)) return compare_alike(what, *yes, std::get<bool>(right));
    if (const std::string_view* text = std::get_if<std::string_view>(&left))
        return compare_alike(what, *text, std::get<std::string_view>(right));
    return false;
}
