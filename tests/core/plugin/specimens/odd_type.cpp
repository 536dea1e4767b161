#include "idle_filter.hpp"

SLUICE_FILTER("Odd-Type", IdleFilter, "hands everything on");
