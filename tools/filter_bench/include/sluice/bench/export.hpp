#pragma once

/// What libsluice_bench.so shows; all else in it is the host's own and hidden.
#define SLUICE_BENCH_API __attribute__((visibility("default")))
