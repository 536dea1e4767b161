#include "tools/sluice/sub/loss_counter.hpp"

#include <limits>

namespace sluice::tool {

std::uint64_t LossCounter::take(std::uint64_t epoch, std::uint64_t seq) noexcept {
    std::uint64_t gap = 0;
    const bool anew = epochs_ == 0 || epoch != epoch_;
    if (anew) {
        // Any other epoch is a new run, a smaller one too: a board without a clock restarts in the past.
        ++epochs_;
        gap = linked_anew_ ? 0 : seq;
    } else if (seq > next_) {
        gap = seq - next_;
    }
    linked_anew_ = false;
    epoch_ = epoch;
    // A repeated or late message is no loss and must not count the later ones again.
    next_ = anew || seq >= next_ ? seq + 1 : next_;
    const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - lost_;
    lost_ += gap < room ? gap : room;
    return gap;
}

}  // namespace sluice::tool
