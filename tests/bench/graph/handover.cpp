#include "handover.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <climits>
#include <thread>

#include "pace.hpp"
#include "tests/bench/opening/measure.hpp"

namespace sluice::bench_graph {
namespace {

void wait_on(std::atomic<std::uint32_t>& word, std::uint32_t value) {
    ::syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}
void wake(std::atomic<std::uint32_t>& word) { ::syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0); }

}  // namespace

double futex_handover(std::size_t count, std::uint32_t period_us) {
    std::atomic<std::uint32_t> given = 0, taken = 0;
    const double before = bench_opening::process_cpu_us();
    std::thread taker([&] {
        for (std::uint32_t i = 0; i < count; ++i) {
            while (given.load() == i) wait_on(given, i);
            taken.store(i + 1);
            if (period_us == 0) wake(taken);
        }
    });
    Pace pace(period_us);
    for (std::uint32_t i = 0; i < count; ++i) {
        pace.wait();
        given.store(i + 1);
        wake(given);
        while (period_us == 0 && taken.load() == i) wait_on(taken, i);
    }
    taker.join();
    return (bench_opening::process_cpu_us() - before) / static_cast<double>(count);
}

double no_handover(std::size_t count, std::uint32_t period_us) {
    const double before = bench_opening::process_cpu_us();
    Pace pace(period_us);
    for (std::size_t i = 0; i < count; ++i) pace.wait();
    return (bench_opening::process_cpu_us() - before) / static_cast<double>(count);
}

}  // namespace sluice::bench_graph
