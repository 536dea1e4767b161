#pragma once

#include <atomic>
#include <cstdint>

namespace fake_v4l2 {

// The layout of the file named by FAKE_V4L2_STATS: one of these per camera, in the order of FAKE_V4L2_PATH.
// Tests map the file, or read it with `od -A n -v -t u8 -w64 FILE`.
struct Stats {
    std::atomic<std::uint64_t> dequeued;  // frames the program took
    std::atomic<std::uint64_t> queued;    // buffers the program gave
    std::atomic<std::uint64_t> dropped;   // frames that met no queued buffer
    std::atomic<std::uint64_t> streams;   // STREAMONs
    std::atomic<std::uint64_t> unplugs;
    std::uint64_t unused[3];
};
static_assert(sizeof(Stats) == 64);

}  // namespace fake_v4l2
