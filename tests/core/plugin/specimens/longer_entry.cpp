// An entry of a minor version that is not out yet, under the stamp of today's.
#include "idle_filter.hpp"

namespace {
constexpr sluice::NodeEntry longer() {
    sluice::NodeEntry entry = sluice::filter_entry<IdleFilter>("longer_entry", "hands everything on");
    entry.struct_size = 100'000;
    return entry;
}
constexpr sluice::NodeEntry filter = longer();
}  // namespace

SLUICE_TYPE(filter, "longer_entry");
SLUICE_PLUGIN("longer entry", &filter);
