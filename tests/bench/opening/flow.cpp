#include "flow.hpp"

#include <poll.h>

#include <algorithm>

#include "codec/jpeg_check.hpp"
#include "graph/runtime.hpp"
#include "measure.hpp"
#include "tests/core/graph/fake_graph.hpp"

namespace sluice::bench_opening {

using test::FakeGraph;
using test::SinkParts;
using test::SourceParts;

namespace {

constexpr std::size_t warm_up = 18; // a multiple of 30 / 5: a thinned branch takes its first frame there

SourceParts camera(const std::vector<Jpeg>& pictures, std::size_t frames, double& begun_at) {
    return {[&pictures](SourceContext& context) {
                const JpegCheck first = check_jpeg(pictures.front());
                Stream stream;
                stream.width = first.width;
                stream.height = first.height;
                context.begin(stream);
            },
            [&pictures, &begun_at, frames, i = std::size_t{0}](SourceContext& context) mutable {
                if (i == frames + warm_up) return false;
                if (i == warm_up) begun_at = process_cpu_us();
                const auto captured = Clock::time_point(std::chrono::seconds(100) + i * std::chrono::microseconds(33'333));
                context.emit_copy(pictures[i % pictures.size()], i, captured);
                ++i;
                // As a camera's: the next comes when this one is done with. Two at once would share a core's insides.
                context.wait(-1, Clock::now() + std::chrono::milliseconds(16));
                return true;
            },
            {}};
}

}  // namespace

double look_at(const std::vector<Jpeg>& pictures, std::size_t frames, const std::vector<Looker>& lookers) {
    FakeGraph graph;
    double begun_at = 0;
    graph.source("camera", camera(pictures, frames, begun_at));
    std::vector<std::string> names;
    for (const Looker& looker : lookers) {
        const Wish wish = looker.wish;
        names.push_back("looker" + std::to_string(names.size()));
        config::Node& node = graph.filter(names.back(), "camera", [wish](FramePtr frame, Context& context) -> FramePtr {
            return context.pixels(frame, wish)->width > 0 ? frame : nullptr;
        });
        node.from.front().fps = looker.fps;
        node.from.front().drop = config::Drop::never;
        graph.wishes([wish](Wishes& wishes) { wishes.pixels(wish); });
    }
    graph.sink("all", names, SinkParts{});
    Runtime runtime(graph.plan(), std::nullopt);
    runtime.start();
    pollfd event{runtime.event_fd(), POLLIN, 0};
    while (!runtime.finished()) {  // without asking again and again: that would count
        ::poll(&event, 1, 1000);
        runtime.clear_event();
    }
    const double cost = (process_cpu_us() - begun_at) / static_cast<double>(frames);
    static_cast<void>(runtime.stop(true));
    return cost;
}

}  // namespace sluice::bench_opening
