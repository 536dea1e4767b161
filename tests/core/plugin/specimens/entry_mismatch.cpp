#include "idle_filter.hpp"

namespace {
constexpr sluice::NodeEntry filter = sluice::filter_entry<IdleFilter>("one", "hands everything on");
}

SLUICE_TYPE(filter, "another");
SLUICE_PLUGIN("entry mismatch", &filter);
