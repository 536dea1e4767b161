#include "measure.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace sluice::bench_opening {

double process_cpu_us() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

namespace {

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void print(const Options& options, const Comparison& one, double ours, double theirs, double ratio, bool good) {
    if (options.json)
        std::printf("{\"name\":\"%s\",\"ours\":%.1f,\"theirs\":%.1f,\"ratio\":%.4f,\"bar\":%.2f}\n", one.name.c_str(), ours, theirs, ratio, one.bar);
    else
        std::printf("%-58s %10.0f %10.0f %7.2f %6.2f%s\n", one.name.c_str(), ours, theirs, ratio, one.bar, good ? "" : "  beyond");
    std::fflush(stdout);
}

}  // namespace

bool compare(const std::vector<Comparison>& all, const Options& options) {
    bool within = true;
    if (!options.json) std::printf("%-58s %10s %10s %7s %6s\n", "", "ours us", "theirs us", "ratio", "bar");
    for (const Comparison& one : all) {
        if (one.name.find(options.only) == std::string::npos) continue;
        std::vector<double> ours, theirs, ratios;
        one.ours(std::min<std::size_t>(options.frames, 5));
        one.theirs(std::min<std::size_t>(options.frames, 5));
        for (std::size_t i = 0; i < options.repeats; ++i) {
            // Who goes first changes each time: neither always finds the other's cache.
            if (i % 2 == 1) theirs.push_back(one.theirs(options.frames));
            ours.push_back(one.ours(options.frames));
            if (i % 2 == 0) theirs.push_back(one.theirs(options.frames));
            ratios.push_back(ours.back() / theirs.back());
        }
        const double ratio = median(ratios);
        const bool good = one.bar == 0 || ratio <= one.bar;
        within &= good;
        print(options, one, median(ours), median(theirs), ratio, good);
    }
    return within;
}

}  // namespace sluice::bench_opening
