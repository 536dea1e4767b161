#pragma once

#include <cstdint>

namespace sluice {

/// How much a line of log matters to who runs the program.
enum class Level : std::uint8_t { debug, info, warning, error };

}  // namespace sluice
