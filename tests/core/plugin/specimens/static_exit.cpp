#include <unistd.h>

#include "idle_filter.hpp"

namespace {
struct Leaver {
    Leaver() { ::_exit(3); }
} leaver;
}  // namespace

SLUICE_FILTER("static_exit", IdleFilter, "hands everything on");
