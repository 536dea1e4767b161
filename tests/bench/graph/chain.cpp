#include "chain.hpp"

#include <poll.h>

#include <string>
#include <vector>

#include "graph/runtime.hpp"
#include "pace.hpp"
#include "tests/bench/opening/measure.hpp"
#include "tests/core/graph/fake_graph.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::bench_graph {
namespace {

constexpr std::size_t warm_up = 64;

}  // namespace

double run_chain(const Chain& chain, std::size_t frames) {
    const auto picture = test::make_jpeg({.width = 16, .height = 16});
    double begun_at = 0;
    Pace pace(chain.period_us);
    test::FakeGraph graph;
    graph.source("camera", {[](SourceContext& context) {
                                Stream stream;
                                stream.width = stream.height = 16;
                                context.begin(stream);
                            },
                            [&, i = std::size_t{0}](SourceContext& context) mutable {
                                if (i == frames + warm_up) return false;
                                if (i == warm_up) begun_at = bench_opening::process_cpu_us();
                                pace.wait();
                                context.emit_copy(picture, i++, Clock::now());
                                return true;
                            },
                            {}});
    std::string last = "camera";
    for (std::size_t i = 0; i < chain.inline_filters + chain.lanes; ++i) {
        config::Node& node = graph.filter("filter" + std::to_string(i), last, [](FramePtr frame, Context&) { return frame; });
        if (i >= chain.inline_filters) {
            node.from.front().queue = 1;
            node.from.front().drop = config::Drop::never;
        }
        last = node.name;
    }
    graph.sink("all", std::vector{last}, test::SinkParts{});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    pollfd event{runtime.event_fd(), POLLIN, 0};
    while (!runtime.finished()) {
        ::poll(&event, 1, 1000);
        runtime.clear_event();
    }
    const double cost = (bench_opening::process_cpu_us() - begun_at) / static_cast<double>(frames);
    static_cast<void>(runtime.stop(true));
    return cost;
}

}  // namespace sluice::bench_graph
