#include "config/report.hpp"

#include <algorithm>
#include <utility>

namespace sluice::config {

namespace {

Mistakes in_order(Mistakes mistakes) {
    std::sort(mistakes.begin(), mistakes.end());
    mistakes.erase(std::unique(mistakes.begin(), mistakes.end()), mistakes.end());
    return mistakes;
}

}  // namespace

void Report::mistake(Place place, std::string where, std::string what, std::string next) {
    mistakes_.push_back({std::move(place), std::move(where), std::move(what), std::move(next)});
}

void Report::mistake(const Value& value, std::string what, std::string next) {
    mistake(value.place, value.where, std::move(what), std::move(next));
}

void Report::warning(Place place, std::string where, std::string what, std::string next) {
    warnings_.push_back({std::move(place), std::move(where), std::move(what), std::move(next)});
}

void Report::add(const Mistakes& mistakes) { mistakes_.insert(mistakes_.end(), mistakes.begin(), mistakes.end()); }

Mistakes Report::mistakes() const { return in_order(mistakes_); }
Mistakes Report::warnings() const { return in_order(warnings_); }

}  // namespace sluice::config
