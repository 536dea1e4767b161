#pragma once

/// One filter alone, in the test's own process: no graph, no camera, no threads. Link sluice::bench.
///
///     auto bench = sluice::bench::FilterBench::load("build/mine.so", "mine", {{"threshold", "12"}});
///     auto out = bench.feed_jpeg(sluice::bench::test_picture(1));
///     EXPECT_GT(sluice::bench::note<double>(out.at(0), "motion"), 0.02);
#include <sluice/bench/camera.hpp>
#include <sluice/bench/filter_bench.hpp>
#include <sluice/bench/look.hpp>
#include <sluice/bench/test_pictures.hpp>
