#pragma once

#include <cstdint>
#include <optional>

namespace sluice::v4l2 {

/// The driver's count of frames, widened: it wraps at 32 bits and begins anew with each start of the stream. Gaps in it
/// are frames that were lost before they came here. [lane]
class SequenceCount {
public:
    struct Step {
        std::uint64_t sequence = 0;
        std::uint32_t lost = 0;  ///< between the last frame and this one
    };
    Step next(std::uint32_t driver) noexcept {
        constexpr std::uint32_t absurd = 1u << 20;  // not a gap but a count that began anew by itself
        std::uint32_t step = last_ ? driver - *last_ : 1;
        if (step == 0 || step >= absurd) step = 1;
        widened_ = begun_ ? widened_ + step : driver;
        begun_ = true;
        last_ = driver;
        return {widened_, step - 1};
    }
    /// The stream was started again: what the driver says next is no gap.
    void restart() noexcept { last_.reset(); }

private:
    std::optional<std::uint32_t> last_;
    std::uint64_t widened_ = 0;
    bool begun_ = false;
};

}  // namespace sluice::v4l2
