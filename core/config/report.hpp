#pragma once

#include <cstddef>
#include <string>

#include "config/mistake.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// Collects what is wrong while a config is read, so that all of it can be said at once.
class Report {
public:
    void mistake(Place place, std::string where, std::string what, std::string next = {});
    void mistake(const Value& value, std::string what, std::string next = {});
    void warning(Place place, std::string where, std::string what, std::string next = {});
    void add(const Mistakes& mistakes);

    /// How many mistakes so far: a reader compares before and after to know whether a part is whole.
    [[nodiscard]] std::size_t count() const noexcept { return mistakes_.size(); }

    /// Sorted, each once.
    [[nodiscard]] Mistakes mistakes() const;
    [[nodiscard]] Mistakes warnings() const;

private:
    Mistakes mistakes_;
    Mistakes warnings_;
};

}  // namespace sluice::config
