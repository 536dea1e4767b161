#pragma once

#include <array>
#include <string>

#include "options.hpp"

namespace rig {

// What is wrong with one frame: its bytes in at most one way, and the camera's mark may come on top.
struct Fault {
    enum Bytes : unsigned { whole, cut, no_end, other_size };

    Bytes bytes = whole;
    bool flagged = false;
};

// Says which frame has which fault, and counts those the driver got to its end.
class Faults {
public:
    explicit Faults(const Options& options) : options_(options) {}

    // Where several apply: another size, then cut, then no end.
    Fault of(long frame) const;

    void count(Fault fault) { ++counts_[fault.flagged ? 1 : 0][fault.bytes]; }
    long frames() const;

    // `frames=9 whole=5 cut=2 ... flagged=1 flagged_cut=1 ...`: all but the first add up to the first.
    std::string counts() const;

private:
    const Options& options_;
    std::array<std::array<long, 4>, 2> counts_{};
};

}  // namespace rig
