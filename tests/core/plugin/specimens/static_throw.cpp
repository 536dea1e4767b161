#include <stdexcept>

#include "idle_filter.hpp"

namespace {
struct Thrower {
    Thrower() { throw std::runtime_error("no licence"); }
} thrower;
}  // namespace

SLUICE_FILTER("static_throw", IdleFilter, "hands everything on");
