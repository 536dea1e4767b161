#include "idle_filter.hpp"

namespace {
constexpr sluice::NodeEntry entry_without_maker() {
    sluice::NodeEntry entry = sluice::filter_entry<IdleFilter>("no_maker", "hands everything on");
    entry.make_filter = nullptr;
    return entry;
}
constexpr sluice::NodeEntry filter = entry_without_maker();
}  // namespace

SLUICE_TYPE(filter, "no_maker");
SLUICE_PLUGIN("no maker", &filter);
