#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "plugin/refusal.hpp"

namespace sluice::plugin {

/// A plugin with OpenCV from a cold SD card takes some seconds.
inline constexpr std::chrono::milliseconds trial_patience = std::chrono::seconds(20);

/// Runs `attempt` in a child process first, and tells how that went. Static constructors of a
/// plugin run inside dlopen, where an exception means std::terminate and a damaged file means a
/// signal or an endless loop in the dynamic linker: none can be caught, so a child has to die of it. Costs a fork
/// and a second dlopen of a library that is in the page cache then. Before any thread is made: a
/// child of a process with threads may wait for ever for a lock. [start]
[[nodiscard]] std::optional<Refusal> trial(const std::string& file,
                                           const std::function<std::optional<Refusal>()>& attempt,
                                           std::chrono::milliseconds patience = trial_patience);

}  // namespace sluice::plugin
