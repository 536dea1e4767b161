#include "idle_filter.hpp"

#undef SLUICE_API_MINOR
#define SLUICE_API_MINOR 99

SLUICE_FILTER("newer_minor", IdleFilter, "hands everything on");
