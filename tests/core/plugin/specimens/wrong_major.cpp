#include "idle_filter.hpp"

#undef SLUICE_API_MAJOR
#define SLUICE_API_MAJOR 9

SLUICE_FILTER("wrong_major", IdleFilter, "hands everything on");
