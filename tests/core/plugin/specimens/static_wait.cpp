#include <unistd.h>

#include "idle_filter.hpp"

namespace {
struct Waiter {
    Waiter() {
        for (;;) ::pause();
    }
} waiter;
}  // namespace

SLUICE_FILTER("static_wait", IdleFilter, "hands everything on");
