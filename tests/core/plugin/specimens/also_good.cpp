// Offers the filter that good.so offers.
#include "idle_filter.hpp"

SLUICE_FILTER("good", IdleFilter, "hands everything on");
