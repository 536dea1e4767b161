#include "graph/explanation.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_graph.hpp"

namespace sluice {
namespace {

using Origin = Explanation::Origin;
using Kind = Explanation::Reason::Kind;
using test::FakeGraph;

void promise_jpeg(const Params&, Promise& promise) {
    promise.format_known = true;
    promise.size = {1280, 720};
    promise.rate = {30, 1};
}
void promise_yuyv(const Params& params, Promise& promise) {
    promise_jpeg(params, promise);
    promise.format = Format::yuyv;
}
void wish_gray_quarter(const Params&, Wishes& wishes) { wishes.pixels({Format::gray, 4}); }
void wish_yuv_half(const Params&, Wishes& wishes) { wishes.pixels({Format::i420, 2}); }
void wish_mask(const Params&, Wishes& wishes) {
    wishes.coefficients(true);
    wishes.pixels({Format::i420});
}
void wish_rotate(const Params&, Wishes& wishes) { wishes.coefficients(false); }
void wish_resize(const Params&, Wishes& wishes) {
    wishes.pixels({Format::i420, 1, {}, {320, 0}});
    wishes.publishes({80});
}

struct Explained {
    explicit Explained(const FakeGraph& graph) : plan(graph.plan()), what(explain(plan)) {}

    [[nodiscard]] std::size_t index(const std::string& name) const {
        return static_cast<std::size_t>(std::ranges::find(plan.nodes, name, &config::Node::name) - plan.nodes.begin());
    }
    [[nodiscard]] const Explanation::Picture& picture(const std::string& name) const {
        return *std::ranges::find(what.pictures, index(name), &Explanation::Picture::node);
    }
    [[nodiscard]] const Explanation::Link& link(const std::string& to, std::size_t input = 0) const {
        for (std::size_t i = 0; i < plan.links.size(); ++i)
            if (plan.links[i].to == index(to) && plan.links[i].input == input) return what.links[i];
        throw std::logic_error("no such link");
    }
    [[nodiscard]] const std::string& picture_of(const Explanation::Link& link) const { return plan.nodes[what.pictures[link.picture].node].name; }
    [[nodiscard]] std::string names(const std::vector<std::size_t>& nodes) const {
        std::string out;
        for (const std::size_t node : nodes) out += (out.empty() ? "" : " ") + plan.nodes[node].name;
        return out;
    }
    /// "wants disk, takes front of live"
    [[nodiscard]] std::string runs(const std::string& name) const {
        std::string out;
        for (const Explanation::Reason& reason : what.runs[index(name)]) {
            const std::string node = plan.nodes[reason.node].name;
            out += out.empty() ? "" : ", ";
            out += reason.kind == Kind::sink_wants ? "wants " + node : reason.kind == Kind::run_always ? "always " + node
                 : reason.kind == Kind::acts ? "acts " + node : "takes " + reason.name + " of " + node;
        }
        return out;
    }

    Plan plan;
    Explanation what;
};

void camera(FakeGraph& graph, void (*promise)(const Params&, Promise&) = promise_jpeg) {
    graph.source("front", {});
    graph.entry().promise = promise;
}
void filter(FakeGraph& graph, const char* name, const char* from, void (*wishes)(const Params&, Wishes&), bool reshapes = false) {
    graph.filter(name, from, {});
    graph.entry().wishes = wishes;
    graph.entry().reshapes = reshapes;
}
void live(FakeGraph& graph, const std::vector<std::string>& from) { graph.sink("live", from, test::SinkParts{}); graph.entry().wants = false; }

TEST(Explanation, PassthroughIsUntouched) {
    FakeGraph graph;
    camera(graph);
    live(graph, {"front"});
    const Explained e(graph);
    ASSERT_EQ(e.what.pictures.size(), 1u);
    EXPECT_EQ(e.what.pictures[0].origin, Origin::source);
    EXPECT_TRUE(e.what.pictures[0].opened_by.empty());
    EXPECT_TRUE(e.what.pictures[0].encoded_for.empty());
    EXPECT_NEAR(e.link("live").bytes_per_second, 0.13 * 1280 * 720 * 30, 1);
    EXPECT_FALSE(e.link("live").exact) << "how well a picture packs is not known";
    EXPECT_FALSE(e.what.opens);
}

TEST(Explanation, RawBytesAreExactAndThinningCounts) {
    FakeGraph graph;
    camera(graph, promise_yuyv);
    graph.sink("live", {"front"}, test::SinkParts{}).from[0].fps = Rate{5, 1};
    const Explained e(graph);
    EXPECT_DOUBLE_EQ(e.link("live").bytes_per_second, 1280 * 720 * 2 * 5);
    EXPECT_TRUE(e.link("live").exact);
    EXPECT_DOUBLE_EQ(e.link("live").fps, 5);
    EXPECT_DOUBLE_EQ(e.what.sources.at(0).buffers, e.plan.sources[0].buffers * 1280.0 * 720 * 2);
}

TEST(Explanation, NothingIsMadeUpWhereNothingIsPromised) {
    FakeGraph graph;
    graph.source("front", {});
    filter(graph, "small", "front", wish_resize, true);
    live(graph, {"front", "small"});
    const Explained e(graph);
    EXPECT_EQ(e.link("live").bytes_per_second, 0);
    EXPECT_EQ(e.link("live").fps, 0);
    EXPECT_FALSE(e.picture("front").format_known);
    EXPECT_FALSE(e.picture("front").shrink_known) << "at least 320 wide, of what?";
}

TEST(Explanation, OneDecodeServesAllWhoOpenTheSamePicture) {
    FakeGraph graph;
    camera(graph);
    filter(graph, "motion", "front", wish_gray_quarter);
    graph.filter("half", "front", {});  // looks at nothing, so what is behind it sees the same pictures
    filter(graph, "colour", "half", wish_yuv_half);
    live(graph, {"motion", "colour"});
    const Explained e(graph);
    const auto& front = e.picture("front");
    EXPECT_EQ(e.names(front.opened_by), "motion colour");
    EXPECT_EQ(front.decode.shrink(), 2u);
    EXPECT_TRUE(front.decode.chroma());
    EXPECT_DOUBLE_EQ(front.decode_fps, 30) << "never more often than pictures come";
    EXPECT_EQ(e.what.pictures.size(), 1u);
    EXPECT_EQ(e.names(e.link("live", 0).noted_by), "motion");
    EXPECT_TRUE(e.what.opens);
}

TEST(Explanation, ThinnedBranchesDecodeTheirOwnFrames) {
    FakeGraph graph;
    camera(graph);
    graph.filter("a", "front", {}).from[0].fps = Rate{5, 1};
    graph.entry().wishes = wish_gray_quarter;
    graph.filter("b", "front", {}).from[0].fps = Rate{10, 1};
    graph.entry().wishes = wish_gray_quarter;
    live(graph, {"a", "b"});
    const Explained e(graph);
    EXPECT_DOUBLE_EQ(e.picture("front").decode_fps, 15);
    EXPECT_FALSE(e.picture("front").decode.chroma());
    EXPECT_EQ(e.picture("front").decode.shrink(), 4u);
}

TEST(Explanation, CoefficientsAreEditedWithoutADecode) {
    FakeGraph graph;
    camera(graph);
    filter(graph, "turned", "front", wish_rotate, true);
    filter(graph, "masked", "turned", wish_mask);
    live(graph, {"masked"});
    const Explained e(graph);
    EXPECT_TRUE(e.picture("front").opened_by.empty());
    EXPECT_EQ(e.names(e.picture("front").edited_by), "turned");
    EXPECT_EQ(e.names(e.picture("turned").edited_by), "masked");
    EXPECT_EQ(e.picture_of(e.link("live")), "masked");
    EXPECT_EQ(e.picture("masked").origin, Origin::edited);
    EXPECT_EQ(e.names(e.picture("masked").encoded_for), "live");
    EXPECT_TRUE(e.picture("turned").encoded_for.empty()) << "a chain is written once";
    EXPECT_NEAR(e.link("live").bytes_per_second, 0.13 * 1280 * 720 * 30, 1) << "a turned JPEG is as large";
}

TEST(Explanation, WhereNoJpegIsPixelsAreDrawnOn) {
    FakeGraph graph;
    camera(graph, promise_yuyv);
    filter(graph, "masked", "front", wish_mask);
    live(graph, {"masked"});
    const Explained e(graph);
    EXPECT_EQ(e.names(e.picture("front").opened_by), "masked");
    EXPECT_TRUE(e.picture("front").edited_by.empty());
    EXPECT_EQ(e.picture("masked").origin, Origin::drawn);
    EXPECT_EQ(e.picture("masked").size, (Size{1280, 720}));
    EXPECT_FALSE(e.link("live").exact);
}

TEST(Explanation, ADrawnPictureIsEncodedOnceForAll) {
    FakeGraph graph;
    camera(graph);
    filter(graph, "small", "front", wish_resize, true);
    filter(graph, "turned", "small", wish_rotate, true);
    live(graph, {"small", "turned"});
    graph.sink("disk", {"small"}, test::SinkParts{});
    const Explained e(graph);
    EXPECT_EQ(e.picture("small").origin, Origin::drawn);
    EXPECT_EQ(e.names(e.picture("small").encoded_for), "live disk turned") << "coefficients are there once it is encoded";
    EXPECT_EQ(e.picture("small").size, Size{}) << "which, its author knows";
    EXPECT_EQ(e.picture("front").decode.shrink(), 4u) << "at least 320 wide";
    EXPECT_EQ(e.link("live").bytes_per_second, 0);
}

TEST(Explanation, TellsWhatMakesEachNodeRun) {
    FakeGraph graph;
    camera(graph);
    graph.filter("motion", "front", {});
    graph.filter("alarm", "front", {});
    graph.entry().acts = true;
    graph.filter("lonely", "front", {});
    graph.filter("always", "front", {}).run_always = true;
    config::Node& sink = graph.sink("live", {"front"}, test::SinkParts{});
    sink.from[0].with = "motion";
    sink.from[0].as = "door";
    graph.entry().wants = false;
    graph.sink("disk", {"front"}, test::SinkParts{});
    const Explained e(graph);
    EXPECT_EQ(e.runs("motion"), "takes door of live") << "its notes are wanted";
    EXPECT_EQ(e.runs("alarm"), "acts alarm");
    EXPECT_EQ(e.runs("lonely"), "");
    EXPECT_EQ(e.runs("always"), "always always");
    EXPECT_EQ(e.runs("front"), "wants disk, takes door of live, always always, acts alarm");
    EXPECT_EQ(e.names(e.link("live").noted_by), "motion");
}

TEST(Explanation, MemoryIsBuffersPoolsAndWhatIsOpened) {
    FakeGraph graph;
    camera(graph, promise_yuyv);
    live(graph, {"front"});
    const Explained closed(graph);
    EXPECT_DOUBLE_EQ(closed.what.most_memory(), 4 * 1280.0 * 720 * 2 + static_cast<double>(closed.plan.sources[0].pool.bytes));
    FakeGraph other;
    camera(other, promise_yuyv);
    filter(other, "motion", "front", wish_gray_quarter);
    live(other, {"motion"});
    const Explained open(other);
    EXPECT_GT(open.what.pixels, 0u);
    EXPECT_GT(open.what.most_memory(), closed.what.most_memory());
}

}  // namespace
}  // namespace sluice
