#include "idle_filter.hpp"

#undef SLUICE_STAMP
#define SLUICE_STAMP "vax." SLUICE_STAMP_LIBRARY "." SLUICE_STAMP_SANITIZER

SLUICE_FILTER("other_stamp", IdleFilter, "hands everything on");
