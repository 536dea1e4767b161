#include "slow_watch.hpp"

#include <cmath>
#include <cstdio>

namespace sluice::v4l2 {

namespace {

constexpr auto window = std::chrono::seconds(5);
constexpr double too_slow = 0.90, well = 0.95;

std::string rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", std::round(value * 10) / 10);
    return text;
}

}  // namespace

std::string slow_reason(const SlowFacts& facts) {
    const std::string rates = rounded(facts.measured) + " of " + rounded(facts.agreed) + " fps: ";
    // Losses first: they are counted, the rest is inferred. A frame or two in five seconds do not make a rate.
    if (facts.lost * 20 >= facts.expected && facts.late * 2 >= facts.lost)
        return rates + "the driver dropped " + std::to_string(facts.lost) + " of " + std::to_string(facts.expected) +
               " for want of free buffers, taken too late here; look at the processor's load and at drop: never";
    if (facts.lost * 20 >= facts.expected)
        return rates + "the driver dropped " + std::to_string(facts.lost) + " of " + std::to_string(facts.expected) +
               (facts.usb ? " (USB); try another cable or port, or a smaller size" : "; dmesg may say more");
    const double period = 10000 / facts.agreed;
    if (facts.exposure && static_cast<double>(*facts.exposure) > period)
        return rates + "exposure_time_absolute is " + std::to_string(*facts.exposure) + ", " +
               rounded(static_cast<double>(*facts.exposure) / 10) + " ms, longer than a frame; set it below " + rounded(std::floor(period));
    if (facts.dynamic_framerate.value_or(0) != 0 && !facts.exposure)
        return rates + "exposure_dynamic_framerate is on, so the camera slows down in the dark; set it to 0, or give it light";
    return rates + "the camera sends no more and nothing is lost here; where fewer arrive, look at the subscriber's losses";
}

void SlowWatch::begin(double agreed, unsigned buffers) noexcept {
    agreed_ = agreed;
    full_ = agreed > 0 ? std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>((buffers - 1) / agreed)) : Clock::duration::max();
    now_ = {};
    slow_ = false;
}

SlowWatch::News SlowWatch::frame(Clock::time_point now, Clock::time_point captured, std::uint32_t lost) noexcept {
    if (agreed_ <= 0) return News::nothing;
    if (now_.since == Clock::time_point{}) {
        now_.since = now;  // from this frame on
        return News::nothing;
    }
    ++now_.frames;
    now_.lost += lost;
    if (now - captured >= full_) ++now_.late;
    if (now - now_.since < window) return News::nothing;
    last_ = now_;
    last_rate_ = static_cast<double>(now_.frames) / std::chrono::duration<double>(now - now_.since).count();
    now_ = {now, 0, 0, 0};
    const bool was = slow_;
    slow_ = last_rate_ < agreed_ * (was ? well : too_slow);
    return slow_ == was ? News::nothing : slow_ ? News::slow : News::well_again;
}

void SlowWatch::tell(SlowFacts& facts) const noexcept {
    facts.agreed = agreed_;
    facts.measured = last_rate_;
    facts.expected = last_.frames + last_.lost;
    facts.lost = last_.lost;
    facts.late = last_.late;
}

}  // namespace sluice::v4l2
