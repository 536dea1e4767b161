#pragma once

#include <string>

namespace sluice::upstream {

/// The boot id of this machine, by which its CLOCK_MONOTONIC is known; empty where the kernel does not tell. [any thread]
[[nodiscard]] const std::string& own_boot();

}  // namespace sluice::upstream
