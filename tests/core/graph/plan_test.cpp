#include "graph/plan.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_graph.hpp"

namespace sluice {
namespace {

using config::Drop;
using test::FakeGraph;
using namespace std::chrono_literals;

void looks(FakeGraph& graph, const std::string& name, const std::string& from) {
    graph.filter(name, from, {});
    graph.wishes([](Wishes& wishes) { wishes.pixels({Format::gray, 4}); });
}

const PlannedLink& link_to(const Plan& plan, const std::string& name, std::size_t input = 0) {
    return *std::ranges::find_if(plan.links, [&](const PlannedLink& link) { return plan.nodes[link.to].name == name && link.input == input; });
}

std::vector<std::string> lanes_of(const Plan& plan) {
    std::vector<std::string> names;
    for (const std::size_t lane : plan.lanes) names.push_back(plan.nodes[lane].name);
    return names;
}

TEST(Plan, WhatDoesNotBlockRunsOnItsGiversLane) {
    FakeGraph graph;
    graph.source("cam", {});
    graph.filter("nth", "cam", {});
    graph.sink("live", {"nth"}, test::SinkParts{});
    const Plan plan = graph.plan();
    EXPECT_FALSE(link_to(plan, "nth").mailbox);
    EXPECT_FALSE(link_to(plan, "live").mailbox);
    EXPECT_TRUE(plan.lanes.empty());
}

TEST(Plan, ASinkThatBlocksGetsALaneAndAMailboxForEachInput) {
    FakeGraph graph;
    graph.source("left", {});
    graph.source("right", {});
    graph.sink("disk", {"left", "right"}, test::SinkParts{});
    graph.entry().blocks = true;
    const Plan plan = graph.plan();
    EXPECT_TRUE(link_to(plan, "disk", 0).mailbox);
    EXPECT_TRUE(link_to(plan, "disk", 1).mailbox);
    EXPECT_EQ(lanes_of(plan), std::vector<std::string>{"disk"});
}

TEST(Plan, ASinkMayBlockWithSomeParametersAlone) {
    for (const bool blocks : {false, true}) {
        FakeGraph graph;
        graph.source("cam", {});
        graph.sink("live", {"cam"}, test::SinkParts{});
        graph.entry().may_block = blocks ? [](const Params&) { return true; } : [](const Params&) { return false; };
        EXPECT_EQ(link_to(graph.plan(), "live").mailbox, blocks);
    }
}

TEST(Plan, ASinkThatNarrowsNeedsPicturesThatCanBeOpened) {
    FakeGraph graph;
    graph.source("cam", {});
    graph.source("other", {});
    graph.sink("live", {"cam"}, test::SinkParts{});
    graph.entry().narrows = true;
    graph.sink("disk", {"other"}, test::SinkParts{});
    const Plan plan = graph.plan();
    EXPECT_TRUE(plan.sources[0].opened);
    EXPECT_FALSE(plan.sources[1].opened);
}

TEST(Plan, QueueOrDropOnALinkAsksForALane) {
    FakeGraph graph;
    graph.source("cam", {});
    graph.filter("slow", "cam", {}).from[0].queue = 3;
    graph.filter("strict", "cam", {}).from[0].drop = Drop::newest;
    graph.sink("live", {"slow", "strict"}, test::SinkParts{});
    const Plan plan = graph.plan();
    EXPECT_TRUE(link_to(plan, "slow").mailbox);
    EXPECT_EQ(link_to(plan, "slow").queue, 3u);
    EXPECT_EQ(link_to(plan, "slow").drop, Drop::oldest);
    EXPECT_EQ(link_to(plan, "strict").queue, 1u);
    EXPECT_EQ(link_to(plan, "strict").drop, Drop::newest);
    EXPECT_EQ(lanes_of(plan), (std::vector<std::string>{"slow", "strict"}));
}

TEST(Plan, AnEntryChoosesTheLengthOfItsMailboxUnlessTheConfigDoes) {
    FakeGraph graph;
    graph.source("cam", {});
    graph.sink("disk", {"cam"}, test::SinkParts{});
    graph.entry().blocks = true;
    graph.entry().queue = 16;
    graph.sink("other", {"cam"}, test::SinkParts{}).from[0].queue = 2;
    graph.entry().blocks = true;
    graph.entry().queue = 16;
    EXPECT_EQ(link_to(graph.plan(), "disk").queue, 16u);
    EXPECT_EQ(link_to(graph.plan(), "other").queue, 2u);
}

TEST(Plan, ReadersSetThePaceOfASourceWithoutOne) {
    FakeGraph graph;
    graph.source("file", {});
    graph.entry().unpaced = [](const Params&) { return true; };
    graph.filter("nth", "file", {});
    graph.sink("disk", {"nth"}, test::SinkParts{});
    graph.entry().blocks = true;
    graph.sink("lossy", {"nth"}, test::SinkParts{}).from[0].drop = Drop::oldest;
    EXPECT_EQ(link_to(graph.plan(), "disk").drop, Drop::never) << "also behind a filter";
    EXPECT_EQ(link_to(graph.plan(), "lossy").drop, Drop::oldest) << "the config has the last word";
}

TEST(Plan, ASourceIsAskedForBuffersForAllThatMayBeOnTheirWay) {
    FakeGraph graph;
    graph.source("plain", {});
    graph.source("one", {});
    graph.source("many", {});
    graph.filter("nth", "one", {});
    graph.sink("live", {"plain", "one", "many"}, test::SinkParts{});
    graph.sink("disk", {"nth"}, test::SinkParts{}).from[0].queue = 2;
    graph.sink("deep", {"many"}, test::SinkParts{}).from[0].queue = 100;
    const Plan plan = graph.plan();
    ASSERT_EQ(plan.sources.size(), 3u);
    EXPECT_EQ(plan.sources[0].buffers, 4u);
    EXPECT_EQ(plan.sources[1].buffers, 4u + 3u);
    EXPECT_EQ(plan.sources[2].buffers, 8u) << "beyond eight frames are copied";
}

TEST(Plan, ASinkKnowsItsInputsByTheirPublicNames) {
    FakeGraph graph;
    graph.source("front", {});
    graph.filter("mask", "front", {});
    graph.sink("live", {"mask", "front"}, test::SinkParts{}).from[0].as = "door";
    const Plan plan = graph.plan();
    EXPECT_EQ(link_to(plan, "live", 0).name, "door");
    EXPECT_EQ(link_to(plan, "live", 1).name, "front");
    EXPECT_EQ(plan.nodes[link_to(plan, "live", 0).source].name, "front") << "the source at the head of the branch";
}

TEST(Plan, CarriesTheRateOfALink) {
    FakeGraph graph;
    graph.source("cam", {});
    graph.sink("live", {"cam"}, test::SinkParts{}).from[0].fps = Rate{1, 60};
    EXPECT_EQ(link_to(graph.plan(), "live").fps, (Rate{1, 60}));
}

TEST(Plan, TheFirstFilterThatOpensPicturesStartsALaneForTheChainBehindIt) {
    FakeGraph graph;
    graph.source("cam", {});
    graph.filter("nth", "cam", {});
    looks(graph, "motion", "nth");
    looks(graph, "faces", "motion");
    graph.sink("live", {"faces"}, test::SinkParts{});
    const Plan plan = graph.plan();
    EXPECT_FALSE(link_to(plan, "nth").mailbox);
    EXPECT_TRUE(link_to(plan, "motion").mailbox);
    EXPECT_FALSE(link_to(plan, "faces").mailbox);
    EXPECT_FALSE(link_to(plan, "live").mailbox);
    EXPECT_EQ(lanes_of(plan), std::vector<std::string>{"motion"});
    EXPECT_TRUE(plan.sources.front().opened);
}

TEST(Plan, NobodyOpensPicturesOfAPassthrough) {
    FakeGraph graph;
    graph.source("cam", {});
    graph.sink("live", {"cam"}, test::SinkParts{});
    EXPECT_FALSE(graph.plan().sources.front().opened);
}

// A zmq sink would lose most of a burst: what comes at once is queued and spread.
TEST(Plan, BehindAFilterThatHoldsTheQueueIsAsLongAsWhatItHolds) {
    FakeGraph graph;
    graph.source("cam", {});
    Promise promise;
    promise.rate = {30, 1};
    graph.promise(promise);
    graph.filter("event", "cam", {});
    graph.wishes([](Wishes& wishes) { wishes.holds(3s, 64 << 20); });
    graph.sink("live", {"event"}, test::SinkParts{});
    graph.sink("disk", {"event"}, test::SinkParts{});
    graph.entry().blocks = true;
    graph.entry().queue = 16;
    const Plan plan = graph.plan();
    EXPECT_FALSE(link_to(plan, "event").mailbox) << "it runs inline";
    EXPECT_TRUE(link_to(plan, "live").mailbox);
    EXPECT_TRUE(link_to(plan, "live").paced);
    EXPECT_GE(link_to(plan, "live").queue, 90u);
    EXPECT_LE(link_to(plan, "live").queue, 120u);
    EXPECT_GE(link_to(plan, "disk").queue, 90u);
    EXPECT_FALSE(link_to(plan, "disk").paced);
    EXPECT_GE(plan.sources.front().pool.buffers, 64u + 2 * 90u) << "what it holds must not starve the camera's copies";
    EXPECT_GE(plan.sources.front().pool.bytes, BufferPool::Limits{}.bytes + (64u << 20));
}

TEST(Plan, APictureComesUnchangedPastFiltersThatLookAndNoFurther) {
    FakeGraph graph;
    graph.source("cam", {});
    looks(graph, "motion", "cam");
    looks(graph, "faces", "motion");
    graph.filter("nth", "cam", {});
    looks(graph, "rare", "nth");
    const Plan plan = graph.plan();
    const auto way_of = [&](const std::string& name) {
        const auto node = std::ranges::find(plan.nodes, name, &config::Node::name) - plan.nodes.begin();
        std::vector<std::string> takers;
        for (const std::size_t link : plan.picture_way(static_cast<std::size_t>(node))) takers.push_back(plan.nodes[plan.links[link].to].name);
        return takers;
    };
    EXPECT_EQ(way_of("faces"), (std::vector<std::string>{"faces", "motion"}));
    EXPECT_EQ(way_of("rare"), std::vector<std::string>{"rare"}) << "not every frame comes that far";
}

TEST(Plan, ALinkWithNotesWaitsForThemWhereNothingMayBeDropped) {
    FakeGraph graph;
    graph.source("cam", {});
    looks(graph, "motion", "cam");
    graph.sink("live", {"cam"}, test::SinkParts{}).from[0].with = "motion";
    config::Node& strict = graph.sink("strict", {"cam"}, test::SinkParts{});
    strict.from[0].with = "motion";
    strict.from[0].drop = Drop::never;
    const Plan plan = graph.plan();
    ASSERT_TRUE(link_to(plan, "live").with);
    EXPECT_EQ(plan.nodes[link_to(plan, "live").with->node].name, "motion");
    EXPECT_EQ(link_to(plan, "live").with->max_age, 1s);
    EXPECT_FALSE(link_to(plan, "live").with->waits);
    EXPECT_TRUE(link_to(plan, "strict").with->waits);
}

}  // namespace
}  // namespace sluice
