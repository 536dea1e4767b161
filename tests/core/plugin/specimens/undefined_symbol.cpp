#include "idle_filter.hpp"

extern "C" int nobody_has_this();

namespace {

class Needy final : public sluice::Filter {
public:
    explicit Needy(const sluice::Params&) {}
    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context&) override {
        return nobody_has_this() ? frame : nullptr;
    }
};

}  // namespace

SLUICE_FILTER("undefined_symbol", Needy, "needs what nobody has");
