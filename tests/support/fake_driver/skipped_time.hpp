#pragma once

#include <chrono>

namespace sluice::test {

/// Makes the steady clock of this program, which is sluice::Clock, jump forwards: what waits for a time need not be
/// waited for. A program that links this has that clock in place of the library's. [any thread]
void skip_time(std::chrono::nanoseconds time);

/// While it lives that clock stands still but for skip_time(), so that a busy machine changes nothing. One at a time.
class StillTime {
public:
    StillTime();
    ~StillTime();
    StillTime(const StillTime&) = delete;
    StillTime& operator=(const StillTime&) = delete;
};

}  // namespace sluice::test
