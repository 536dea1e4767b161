#pragma once

#include <string>

#include "link_state.hpp"
#include "settings.hpp"

namespace sluice::upstream {

/// Why there is no link, in one line: what is so; what to do. The same text for as long as the same is so.
[[nodiscard]] std::string explain_link(const Settings& settings, const LinkState& link);

}  // namespace sluice::upstream
