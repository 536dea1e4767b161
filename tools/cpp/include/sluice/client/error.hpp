#pragma once

#include <stdexcept>
#include <string>

namespace sluice::client {

/// Something the user can put right: "what; what next". What a publisher sends never raises one.
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& what) : std::runtime_error(what) {}
    Error(const std::string& what, const std::string& next) : std::runtime_error(what + "; " + next) {}
};

}  // namespace sluice::client
