// Drops frames whose note `level` is at least `most`.
#include <sluice/sluice.hpp>

namespace {

constexpr sluice::Param parameters[] = {
    sluice::Param::number("most", "drop frames of this level and above").fallback("0.5").between("0", "1"),
};

class Dark final : public sluice::Filter {
public:
    explicit Dark(const sluice::Params& params) : most_(params.number("most")) {}

    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context&) override {
        const sluice::Note* level = frame->notes().find("level");
        const double* value = level ? std::get_if<double>(level) : nullptr;
        return value && *value >= most_ ? nullptr : frame;
    }

private:
    double most_;
};

}  // namespace

SLUICE_FILTER("dark", Dark, "hands on dark frames", parameters);
