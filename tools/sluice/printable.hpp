#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::tool {

/// Text that came from a camera, a socket or a file, made safe for a terminal: control characters
/// (C0, DEL, C1), direction overrides and bytes that are no UTF-8 become \xNN; what is longer than
/// `most` bytes is cut and ends in "...".
[[nodiscard]] std::string printable(std::string_view text, std::size_t most = 200);

}  // namespace sluice::tool
