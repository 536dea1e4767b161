#include <csignal>

#include "idle_filter.hpp"

namespace {
struct Killer {
    Killer() { std::raise(SIGKILL); }
} killer;
}  // namespace

SLUICE_FILTER("static_kill", IdleFilter, "hands everything on");
