// Hands on every n-th frame; the SDK's sample, as small as a filter gets.
//     filters:
//       calm: { type: every_nth, from: front, n: 3 }
#include <sluice/sluice.hpp>

namespace {

constexpr sluice::Param parameters[] = {
    sluice::Param::whole("n", "hand on every n-th frame, beginning with the first")
        .fallback("2")
        .between("1", "1000000"),
};

class EveryNth final : public sluice::Filter {
public:
    explicit EveryNth(const sluice::Params& params) : n_(params.whole("n")) {}

    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context&) override {
        if (frame->info().epoch != epoch_) {
            epoch_ = frame->info().epoch;
            seen_ = 0;
        }
        return seen_++ % n_ == 0 ? std::move(frame) : nullptr;
    }

private:
    std::int64_t n_;
    std::int64_t seen_ = 0;
    std::uint64_t epoch_ = 0;
};

}  // namespace

SLUICE_FILTER("every_nth", EveryNth, "hands on every n-th frame", parameters);
