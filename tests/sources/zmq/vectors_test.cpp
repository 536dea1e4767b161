// Every test vector of the wire goes through the source.
#include "tests/sinks/zmq/wire_vectors.hpp"
#include "tests/sources/zmq/relay_bench.hpp"

namespace sluice::test {
namespace {

class RelayVectors : public RelayTest {};

bool of_frames(const WireVector& vector) {
    return vector.reads.is_object() && (vector.reads["kind"] == "jpeg" || vector.reads["kind"] == "raw");
}

void expect_same(const Relayed& frame, const nlohmann::json& header) {
    EXPECT_EQ(frame.sequence, header["cam_seq"]);
    EXPECT_EQ(frame.original, header["orig"]);
    EXPECT_EQ(frame.origin.source, header["src"].get<std::string>());
    EXPECT_EQ(frame.origin.captured.count(), header["ts_us"]);
    EXPECT_EQ(frame.origin.wall.count(), header["wall_us"]);
    EXPECT_EQ(frame.origin.epoch, header.contains("src_epoch") ? header["src_epoch"] : header["epoch"]);
    EXPECT_EQ(frame.origin.boot, header.value("boot", ""));
    const auto notes = header.value("notes", nlohmann::json::object());
    for (const auto& [key, value] : notes.items())
        if (value.is_boolean() || value.is_number() || value.is_string()) {
            EXPECT_NE(frame.notes.find(key), nullptr) << key;
        }
}

TEST_F(RelayVectors, AllAreReadOrPassedOver) {
    const auto vectors = wire_vectors("sinks/zmq/vectors");
    ASSERT_GT(vectors.size(), 20u);
    for (const WireVector& vector : vectors) {
        SCOPED_TRACE(vector.name);
        const std::string& named = vector.parts[0];
        const bool frames_topic = (named.ends_with("/jpeg/") || named.ends_with("/raw/")) && !named.starts_with("sluice/");
        const std::string topic = frames_topic ? named : "front/jpeg/";
        context.frames.clear();
        context.drops.clear();
        start(topic);
        ASSERT_TRUE(subscribed(topic));
        there->send(vector.parts);
        std::string mark = "the end";
        nlohmann::json header = frame_header(0, 1, mark);
        if (topic.ends_with("/raw/")) header.update({{"codec", "gray"}, {"w", 7}, {"h", 1}, {"planes", {{0, 7, 1}}}});
        there->send(topic, header, mark);
        ASSERT_TRUE(turn_until([&] { return !context.frames.empty() && payload(context.frames.size() - 1) == mark; }));
        EXPECT_EQ(context.frames.size(), of_frames(vector) ? 2u : 1u);
        if (of_frames(vector)) {
            expect_same(context.frames[0].relayed, vector.reads["header"]);
            EXPECT_EQ(payload(0), vector.parts[2]);
        }
        const bool ours = vector.parts[0] == topic && !vector.reads.is_object();
        EXPECT_EQ(context.drops["malformed"], ours && vector.malformed ? 1u : 0u);
        EXPECT_EQ(context.drops["other version"], ours && !vector.malformed ? 1u : 0u);
        source->close(context);
        there.reset();
    }
}

}  // namespace
}  // namespace sluice::test
