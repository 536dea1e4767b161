#include <sluice/sluice.hpp>

#include "timetable.hpp"

namespace {

constexpr sluice::Param parameters[] = {
    sluice::Param::rate("fps", "frames a second to hand on").must(),
};

class Rate final : public sluice::Filter {
public:
    explicit Rate(const sluice::Params& params) : timetable_(params.rate("fps")) {}

    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context&) override {
        if (frame->info().epoch != epoch_) {
            epoch_ = frame->info().epoch;
            timetable_.forget();
        }
        return timetable_.passes(frame->info().captured) ? std::move(frame) : nullptr;
    }

private:
    Timetable timetable_;
    std::uint64_t epoch_ = 0;
};

}  // namespace

SLUICE_FILTER("rate", Rate, "hands on so many frames a second, evenly", parameters);
