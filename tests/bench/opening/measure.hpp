#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sluice::bench_opening {

/// Does something to so many frames; returns the CPU time of each, in microseconds, of all threads of the process.
using Work = std::function<double(std::size_t frames)>;

/// CPU time of all threads of this process so far, in microseconds.
[[nodiscard]] double process_cpu_us();

/// Two ways to do the same to a number of frames, and what the first may cost of the second.
struct Comparison {
    std::string name;
    double bar = 0;  ///< 0: for reading alone
    Work ours;
    Work theirs;
};

struct Options {
    std::size_t frames = 60;
    std::size_t repeats = 9;
    std::string only;   ///< comparisons whose names contain this
    bool json = false;  ///< a line of JSON each instead of the table
};

/// Runs each pair in turn, `repeats` times after one that warms up; prints CPU time per frame of both (all threads of the
/// process), medians, and the median of the ratios. True: every ratio is within its bar.
[[nodiscard]] bool compare(const std::vector<Comparison>& all, const Options& options);

}  // namespace sluice::bench_opening
