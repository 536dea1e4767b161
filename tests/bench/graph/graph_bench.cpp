// What the graph itself costs: a node more, a lane more; and what handing over by a bare futex costs. One line of JSON per run.
// `graph_bench [--repeats 7] [--frames 100000]`
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "chain.hpp"
#include "handover.hpp"

namespace {

using namespace sluice::bench_graph;

void print(const char* what, std::size_t number, double cost) {
    std::printf("{\"what\":\"%s\",\"number\":%zu,\"us\":%.4f}\n", what, number, cost);
    std::fflush(stdout);
}

void run_all(std::size_t frames) {
    for (const std::size_t filters : {0, 1, 2, 4, 8, 16, 32, 63}) print("inline", filters, run_chain({filters, 0, 0}, frames));
    constexpr std::uint32_t millisecond = 1000;
    const std::size_t paced = frames / 100;
    print("paced", 0, run_chain({0, 0, millisecond}, paced));
    print("paced", 1, run_chain({0, 1, millisecond}, paced));
    print("paced futex", 0, no_handover(paced, millisecond));
    print("paced futex", 1, futex_handover(paced, millisecond));
    print("saturated lane", 1, run_chain({0, 1, 0}, frames));
    print("saturated futex", 1, futex_handover(frames, 0));
}

}  // namespace

int main(int count, char** arguments) try {
    std::size_t repeats = 7, frames = 100'000;
    for (int i = 1; i + 1 < count; i += 2) {
        if (std::strcmp(arguments[i], "--repeats") == 0) repeats = std::stoul(arguments[i + 1]);
        if (std::strcmp(arguments[i], "--frames") == 0) frames = std::stoul(arguments[i + 1]);
    }
    for (std::size_t i = 0; i < repeats; ++i) run_all(frames);
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::fprintf(stderr, "graph_bench: %s\n", error.what());
    return EXIT_FAILURE;
}
