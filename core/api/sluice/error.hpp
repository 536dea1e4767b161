#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace sluice {

/// A failure told to the user. The text names the user's thing, both values that disagree, and after
/// a semicolon the next step: "cannot open /dev/video0: Permission denied; add yourself to the group
/// video". The host puts the node's name in front. What nodes throw; the host catches everything.
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& what) : std::runtime_error(what) {}
    Error(std::string_view what, std::string_view next)
        : std::runtime_error(std::string(what).append("; ").append(next)) {}
};

}  // namespace sluice
