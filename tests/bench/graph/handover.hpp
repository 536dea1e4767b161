#pragma once

#include <cstddef>
#include <cstdint>

namespace sluice::bench_graph {

/// A number handed from one thread to another through a word and a futex, so many times, `period_us` apart (0: as fast as
/// the taker takes): the least that a change of threads costs. Returns CPU time of both per hand-over, in microseconds.
double futex_handover(std::size_t count, std::uint32_t period_us);

/// The same waits and the same work in one thread.
double no_handover(std::size_t count, std::uint32_t period_us);

}  // namespace sluice::bench_graph
