// What `sluice sub` makes of the messages that WIRE.md gives as examples.
#include <string>

#include <gtest/gtest.h>

#include "tests/sinks/zmq/wire_vectors.hpp"
#include "tools/sluice/sub/event_report.hpp"
#include "tools/sluice/sub/frame_header.hpp"
#include "tools/sluice/sub/stat_report.hpp"

namespace sluice::tool {
namespace {

TEST(WireVectors, AreReadOrPassedOver) {
    int frames = 0, events = 0, stats = 0;
    for (const test::WireVector& vector : test::wire_vectors(SLUICE_WIRE_VECTORS)) {
        if (vector.parts.size() < 3) continue;  // the receiver's business
        const std::string& header = vector.parts[1];
        const auto frame = parse_frame_header(header);
        const auto event = parse_event_report(header);
        const auto stat = parse_stat_report(header);
        (void)notes_line(header);
        (void)header_line(header);
        if (vector.reads.is_null()) continue;
        const auto& facts = vector.reads.at("header");
        const std::string kind = vector.reads.at("kind");
        if (kind == "stat") {
            ++stats;
            ASSERT_TRUE(stat) << vector.name;
            EXPECT_EQ(stat->boot, facts.value("boot", "")) << vector.name;
            EXPECT_EQ(stat->topics.size(), facts.at("topics").size()) << vector.name;
            continue;
        }
        ASSERT_TRUE(frame) << vector.name;
        EXPECT_EQ(frame->seq, facts.at("seq")) << vector.name;
        EXPECT_EQ(frame->epoch, facts.at("epoch")) << vector.name;
        EXPECT_EQ(frame->ts_us, facts.at("ts_us")) << vector.name;
        EXPECT_EQ(frame->wall_us, facts.at("wall_us")) << vector.name;
        EXPECT_EQ(frame->relayed, facts.contains("src_epoch")) << vector.name;
        EXPECT_EQ(frame->boot, facts.value("boot", "")) << vector.name;
        ++(kind == "event" ? events : frames);
        if (kind != "event") continue;
        ASSERT_TRUE(event) << vector.name;
        EXPECT_EQ(event->state, facts.at("event")) << vector.name;
    }
    EXPECT_GT(frames, 5);
    EXPECT_GT(events, 1);
    EXPECT_GT(stats, 0);
}

}  // namespace
}  // namespace sluice::tool
