#pragma once

#include <sys/time.h>

#include <cstdint>
#include <optional>

namespace sluice::test {

/// How a frame differs from a good one.
struct OddFrame {
    bool error = false;                 ///< V4L2_BUF_FLAG_ERROR
    unsigned lost_before = 0;           ///< a gap in the driver's count
    std::optional<timeval> stamp;       ///< absent: now
    std::optional<std::uint32_t> used;  ///< bytes; absent: the whole picture
};

}  // namespace sluice::test
