// What the graph itself costs: a node more, a lane more; and what handing over by a bare futex costs. One line of JSON per run.
// `graph_bench [--repeats 7] [--frames 100000] [--only saturated]`
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "chain.hpp"
#include "handover.hpp"

namespace {

using namespace sluice::bench_graph;

void print(const char* what, std::size_t number, double cost) {
    std::printf("{\"what\":\"%s\",\"number\":%zu,\"us\":%.4f}\n", what, number, cost);
    std::fflush(stdout);
}

struct Options {
    std::size_t repeats = 7, frames = 100'000;
    std::string only;  // what begins so
};

void run_all(const Options& options) {
    const auto run = [&](const char* what, std::size_t number, auto measured) {
        if (std::string_view(what).starts_with(options.only)) print(what, number, measured());
    };
    const std::size_t frames = options.frames;
    for (const std::size_t filters : {0, 1, 2, 4, 8, 16, 32, 63}) run("inline", filters, [&] { return run_chain({filters, 0, 0}, frames); });
    constexpr std::uint32_t millisecond = 1000;
    const std::size_t paced = frames / 100;
    run("paced", 0, [&] { return run_chain({0, 0, millisecond}, paced); });
    run("paced", 1, [&] { return run_chain({0, 1, millisecond}, paced); });
    run("paced futex", 0, [&] { return no_handover(paced, millisecond); });
    run("paced futex", 1, [&] { return futex_handover(paced, millisecond); });
    run("saturated lane", 1, [&] { return run_chain({0, 1, 0}, frames); });
    run("saturated futex", 1, [&] { return futex_handover(frames, 0); });
}

}  // namespace

int main(int count, char** arguments) try {
    Options options;
    for (int i = 1; i + 1 < count; i += 2) {
        if (std::strcmp(arguments[i], "--repeats") == 0) options.repeats = std::stoul(arguments[i + 1]);
        if (std::strcmp(arguments[i], "--only") == 0) options.only = arguments[i + 1];
        if (std::strcmp(arguments[i], "--frames") == 0) options.frames = std::stoul(arguments[i + 1]);
    }
    for (std::size_t i = 0; i < options.repeats; ++i) run_all(options);
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::fprintf(stderr, "graph_bench: %s\n", error.what());
    return EXIT_FAILURE;
}
