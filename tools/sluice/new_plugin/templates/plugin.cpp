// @name@: notes how bright the picture is, calmed over some frames. Replace what it does by what yours should do.
//     filters:
//       mine: { type: @name@, from: front, frames: 10 }
#include <cmath>
#include <string>

#include <sluice/sluice.hpp>

namespace {

constexpr sluice::Param parameters[] = {
    sluice::Param::whole("frames", "over how many frames the brightness is calmed").fallback("10").between("1", "1000"),
};

class @Name@ final : public sluice::Filter {
public:
    explicit @Name@(const sluice::Params& params) : share_(1.0 / static_cast<double>(params.whole("frames"))) {}

    // What this filter will ask for; asking for anything else throws. Gray at an eighth of the size costs little.
    static void wishes(const sluice::Params&, sluice::Wishes& wishes) { wishes.pixels(small); }

    // Called once for each frame of one camera, in order, never twice at the same time.
    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context& context) override {
        const double now = brightness_of(*context.pixels(frame, small));
        if (frame->info().epoch != epoch_) {  // the camera was away: what was known of it is old
            epoch_ = frame->info().epoch;
            calm_ = now;
            context.log(sluice::Level::info, "brightness " + std::to_string(std::lround(now * 100)) + " %");
        }
        calm_ += (now - calm_) * share_;
        return context.note(frame, "brightness", calm_);  // nullptr would drop the frame
    }

private:
    static constexpr sluice::Wish small{.format = sluice::Format::gray, .shrink = 8};

    // 0 (black) to 1 (white)
    static double brightness_of(const sluice::Pixels& pixels) {
        const auto& plane = pixels.plane[0];
        std::uint64_t sum = 0;
        for (std::uint32_t y = 0; y < plane.height; ++y)
            for (std::uint32_t x = 0; x < plane.width; ++x) sum += plane.row(y)[x];
        return static_cast<double>(sum) / plane.width / plane.height / 255;
    }

    double share_;
    double calm_ = 0;
    std::uint64_t epoch_ = 0;
};

}  // namespace

SLUICE_FILTER("@name@", @Name@, "notes how bright the picture is", parameters);
