// Constructors that throw all there is to throw.
#include <new>
#include <stdexcept>

#include "idle_filter.hpp"

namespace {

template <int which>
class Thrower final : public sluice::Filter {
public:
    explicit Thrower(const sluice::Params&) {
        if constexpr (which == 0) throw 42;
        if constexpr (which == 1) throw std::invalid_argument("stoi");
        if constexpr (which == 2) throw sluice::Error("cannot read model.bin: No such file", "correct model:");
        if constexpr (which == 3) throw std::bad_alloc();
    }
    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context&) override { return frame; }
};

constexpr sluice::NodeEntry throws_int = sluice::filter_entry<Thrower<0>>("throws_int", "throws 42");
constexpr sluice::NodeEntry throws_std = sluice::filter_entry<Thrower<1>>("throws_std", "throws invalid_argument");
constexpr sluice::NodeEntry throws_error = sluice::filter_entry<Thrower<2>>("throws_error", "throws sluice::Error");
constexpr sluice::NodeEntry throws_alloc = sluice::filter_entry<Thrower<3>>("throws_alloc", "throws bad_alloc");
constexpr sluice::NodeEntry nothing() {
    sluice::NodeEntry entry = throws_int;
    entry.type = "makes_nothing";
    entry.make_filter = [](const sluice::Params&) { return std::unique_ptr<sluice::Filter>(); };
    return entry;
}
constexpr sluice::NodeEntry makes_nothing = nothing();

}  // namespace

SLUICE_TYPE(filter, "throws_int");
SLUICE_TYPE(filter, "throws_std");
SLUICE_TYPE(filter, "throws_error");
SLUICE_TYPE(filter, "throws_alloc");
SLUICE_TYPE(filter, "makes_nothing");
SLUICE_PLUGIN("throwing nodes", &throws_int, &throws_std, &throws_error, &throws_alloc, &makes_nothing);
