#pragma once

#include <cstdint>

namespace sluice::upstream {

/// What was lost between the other side's socket and ours, by the gaps in `seq`, which counts from 0 in each epoch what
/// was sent there.
class LossCount {
public:
    /// How many were lost just before this one.
    std::uint64_t take(std::uint64_t epoch, std::uint64_t seq) noexcept {
        const bool anew = !known_ || epoch != epoch_;
        std::uint64_t gap = 0;
        if (anew)
            gap = known_ && !relinked_ ? seq : 0;
        else if (seq > next_)
            gap = seq - next_;
        // A repeated or late one is no loss, and must not count the later ones again.
        next_ = anew || seq >= next_ ? seq + 1 : next_;
        epoch_ = epoch;
        known_ = true;
        relinked_ = false;
        return gap;
    }

    /// We did not read for a while: what was sent then was not for us.
    void paused() noexcept { known_ = false; }
    /// The link was made anew: of a new epoch the first may have been sent before it stood.
    void relinked() noexcept { relinked_ = true; }

private:
    std::uint64_t epoch_ = 0, next_ = 0;
    bool known_ = false, relinked_ = false;
};

}  // namespace sluice::upstream
