#include "idle_filter.hpp"

namespace {
constexpr sluice::NodeEntry filter = sluice::filter_entry<IdleFilter>("no_types", "hands everything on");
}

SLUICE_PLUGIN("no types", &filter);
