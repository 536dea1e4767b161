#pragma once

#include <chrono>
#include <thread>

namespace sluice::test {

/// Waits until `done()` is true, for at most so long; false: it never was. What is waited for has an end of
/// its own: the pause only keeps the wait from taking a whole core.
template <typename Done>
[[nodiscard]] bool wait_for(Done done, std::chrono::milliseconds most = std::chrono::seconds(20)) {
    const auto deadline = std::chrono::steady_clock::now() + most;
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
    return true;
}

}  // namespace sluice::test
