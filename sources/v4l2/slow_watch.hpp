#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sluice/clock.hpp>

namespace sluice::v4l2 {

/// What is known of a camera that sends fewer frames than agreed.
struct SlowFacts {
    double agreed = 0;            ///< frames per second
    double measured = 0;
    std::uint64_t expected = 0;   ///< frames in the time that was looked at
    std::uint64_t lost = 0;       ///< of them, gaps in the driver's count
    std::uint64_t late = 0;       ///< frames this lane took when all the driver's buffers were full
    bool usb = false;
    std::optional<std::int64_t> dynamic_framerate;  ///< the control exposure_dynamic_framerate
    std::optional<std::int64_t> exposure;           ///< exposure_time_absolute, 100 us; where it is set by hand
};

/// One sentence, as specific as the facts are.
[[nodiscard]] std::string slow_reason(const SlowFacts& facts);

/// Notices when frames come under 90 % of the agreed rate for five seconds, and when they no longer do. [lane]
class SlowWatch {
public:
    enum class News : std::uint8_t { nothing, slow, well_again };

    /// The stream begins; 0: no rate was agreed, so none can be missed.
    void begin(double agreed, unsigned buffers) noexcept;
    /// A frame came, after `lost` others were lost.
    News frame(Clock::time_point now, Clock::time_point captured, std::uint32_t lost) noexcept;
    /// The stream stood still for a while: that is no slowness.
    void skip() noexcept { now_ = {}; }
    /// Fills in what was counted over the last five seconds.
    void tell(SlowFacts& facts) const noexcept;

private:
    struct Window {
        Clock::time_point since{};
        std::uint64_t frames = 0, lost = 0, late = 0;
    };

    double agreed_ = 0;
    Clock::duration full_{};  // how old a frame is when every buffer behind it is full
    Window now_, last_;
    double last_rate_ = 0;
    bool slow_ = false;
};

}  // namespace sluice::v4l2
