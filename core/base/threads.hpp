#pragma once

#include <functional>
#include <string>
#include <thread>

namespace sluice {

/// Starts a named thread that blocks every signal but the fatal ones. Only Runtime calls it: see the table of
/// threads in core/graph/README.md. The name shows in top and gdb (15 characters). [start]
[[nodiscard]] std::jthread start_thread(const std::string& name, std::function<void()> body);

/// Keeps what frames are made of resident: no page fault and no system call per frame. Before any
/// thread and any large allocation. [start]
void prepare_memory() noexcept;

}  // namespace sluice
