#pragma once

#include <cstdint>

namespace sluice::tool {

/// Losses of one topic by the gaps in `seq`, which counts from 0 in each epoch what was sent.
class LossCounter {
public:
    /// Gives how many were lost just before this one.
    std::uint64_t take(std::uint64_t epoch, std::uint64_t seq) noexcept;

    /// The link was made anew: a new epoch's first messages may have been sent before it stood.
    void relinked() noexcept { linked_anew_ = true; }

    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }
    [[nodiscard]] std::uint64_t epochs() const noexcept { return epochs_; }

private:
    std::uint64_t epoch_ = 0, next_ = 0, lost_ = 0, epochs_ = 0;
    bool linked_anew_ = true;
};

}  // namespace sluice::tool
