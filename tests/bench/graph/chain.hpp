#pragma once

#include <cstddef>
#include <cstdint>

namespace sluice::bench_graph {

/// What stands between the one source and the one sink.
struct Chain {
    std::size_t inline_filters = 0;
    std::size_t lanes = 0;        ///< filters with a mailbox of one in front, behind the inline ones
    std::uint32_t period_us = 0;  ///< between two frames; 0: as fast as they are taken
};

/// Runs so many small frames through a real runtime, the filters handing on what they get. Returns CPU time of all its
/// threads per frame, in microseconds.
double run_chain(const Chain& chain, std::size_t frames);

}  // namespace sluice::bench_graph
