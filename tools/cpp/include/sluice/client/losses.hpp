#pragma once

#include <cstdint>

namespace sluice::client {

/// Losses of one topic on the way here, by the gaps in `seq`.
class Losses {
public:
    /// How many were lost just before this one. `links`: how often a link to the publisher was made so far: what a new epoch
    /// sent before the link stood is no loss.
    std::uint64_t take(std::uint64_t epoch, std::uint64_t seq, unsigned links) noexcept {
        const bool anew = !known_ || epoch != epoch_;
        std::uint64_t lost = 0;
        if (!anew && seq > next_) lost = seq - next_;
        if (anew && known_ && links == links_) lost = seq;
        // A repeated message is no loss, and must not count the later ones again.
        next_ = anew || seq >= next_ ? seq + 1 : next_;
        known_ = true;
        epoch_ = epoch;
        links_ = links;
        return lost;
    }

private:
    bool known_ = false;
    std::uint64_t epoch_ = 0, next_ = 0;
    unsigned links_ = 0;
};

}  // namespace sluice::client
