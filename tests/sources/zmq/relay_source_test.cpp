// What becomes of the other side's frames here.
#include "sources/zmq/relay_source.hpp"

#include <unistd.h>

#include "tests/sources/zmq/relay_bench.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

class RelayFrames : public RelayTest {};

TEST_F(RelayFrames, AreHandedOnWithWhereTheyComeFrom) {
    start();
    ASSERT_TRUE(subscribed());
    send_stat("other-boot");
    send(7, 1000, {{"notes", {{"motion", 0.5}, {"boxes", {{{"x", 1}, {"y", 2}, {"w", 3}, {"h", 4}, {"score", 0.5}, {"label", "cat"}}}}}}});
    ASSERT_TRUE(frames(1));
    EXPECT_EQ(payload(0), "picture 7");
    const Relayed& frame = context.frames[0].relayed;
    EXPECT_EQ(frame.sequence, 107u);
    EXPECT_TRUE(frame.original);
    EXPECT_EQ(frame.origin.source, "cam");
    EXPECT_EQ(frame.origin.boot, "other-boot");
    EXPECT_EQ(frame.origin.epoch, 1000u) << "the camera's own, where the other side captured it";
    EXPECT_EQ(frame.origin.captured, 5'000'000us + 7 * 33'333us);
    EXPECT_EQ(frame.origin.wall, 1'760'000'000'000'000us + 7 * 33'333us);
    EXPECT_EQ(std::get<double>(*frame.notes.find("motion")), 0.5);
    EXPECT_EQ(std::get<std::vector<Box>>(*frame.notes.find("boxes")).at(0).label, "cat");
    ASSERT_EQ(context.streams.size(), 1u);
    EXPECT_EQ(context.streams[0].fps, 30);
    EXPECT_EQ(context.streams[0].moment, Moment::exposure_start);
    EXPECT_EQ(context.streams[0].width, 64u);
    EXPECT_TRUE(logged("front/jpeg/ at tcp://127.0.0.1:")) << context.lines.size();
}

TEST_F(RelayFrames, OfARelayKeepItsCamera) {
    start();
    ASSERT_TRUE(subscribed());
    send_stat("boot-of-the-relay");
    send(0, 1000, {{"src_epoch", 77}, {"boot", "boot-of-the-camera"}, {"src", "door"}, {"orig", false}});
    send(1, 1000, {{"src_epoch", 77}, {"src", "door"}});
    ASSERT_TRUE(frames(2));
    EXPECT_EQ(context.frames[0].relayed.origin.source, "door");
    EXPECT_EQ(context.frames[0].relayed.origin.epoch, 77u);
    EXPECT_EQ(context.frames[0].relayed.origin.boot, "boot-of-the-camera");
    EXPECT_FALSE(context.frames[0].relayed.original);
    EXPECT_EQ(context.frames[1].relayed.origin.boot, "") << "not known there either; never the relay's own";
}

TEST_F(RelayFrames, TheClockIsTheirsOnlyWhereItIsOurs) {
    start();
    ASSERT_TRUE(subscribed());
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
    const auto captured = [&](std::size_t i) { return microseconds(context.frames.at(i).captured); };
    send_stat(upstream::own_boot());
    send(0, 1000, {{"ts_us", now - 40'000}});
    send(1, 1000, {{"ts_us", now + 60'000'000}});
    send(2, 1000, {{"ts_us", 5}});
    ASSERT_TRUE(frames(3));
    EXPECT_EQ(captured(0), now - 40'000);
    EXPECT_GE(captured(1), now) << "from the future: when it came";
    EXPECT_LT(captured(1), now + 30'000'000);
    EXPECT_GE(captured(2), now) << "of another day: when it came";
    EXPECT_EQ(context.frames[2].relayed.origin.captured, 5us) << "what was told goes on all the same";
    send_stat("other-boot");
    send(3, 1000, {{"ts_us", now - 40'000}});
    ASSERT_TRUE(frames(4));
    EXPECT_GE(captured(3), now);
}

TEST_F(RelayFrames, BeforeItsStatItIsNotSaidWhoseClockItIs) {
    start();
    ASSERT_TRUE(subscribed());
    send(0);
    ASSERT_TRUE(frames(1));
    EXPECT_EQ(context.frames[0].relayed.origin.boot, "");
    send_stat(upstream::own_boot());
    send(1);
    ASSERT_TRUE(frames(2));
    EXPECT_EQ(context.frames[1].relayed.origin.boot, upstream::own_boot());
    ASSERT_EQ(context.streams.size(), 2u) << "rate and clock are another's now";
    EXPECT_EQ(context.streams[0].fps, 0);
    EXPECT_EQ(context.streams[1].fps, 30);
}

TEST_F(RelayFrames, GapsAreLosses) {
    start();
    ASSERT_TRUE(subscribed());
    send_stat("other-boot");
    for (const std::uint64_t seq : {5, 6, 9, 9, 10, 14}) send(seq);
    ASSERT_TRUE(frames(6));
    EXPECT_EQ(context.drops["lost on the way"], 2u + 3u);
    send(4, 2000);
    ASSERT_TRUE(frames(7));
    EXPECT_EQ(context.drops["lost on the way"], 5u + 4u) << "of a new run over the same link";
    EXPECT_EQ(context.streams.size(), 2u);
}

TEST_F(RelayFrames, ANewRunOrAnotherShapeBeginsAnew) {
    start("front/raw/");
    ASSERT_TRUE(subscribed("front/raw/"));
    const auto send_raw = [&](std::uint64_t epoch, std::uint32_t width) {
        const std::string pixels(std::size_t{width} * 4, 'x');
        nlohmann::json header = frame_header(0, epoch, pixels);
        header.update({{"codec", "gray"}, {"w", width}, {"h", 4}, {"planes", {{0, width, 4}}}});
        there->send("front/raw/", header, pixels);
    };
    send_raw(1000, 8);
    send_raw(1000, 8);
    send_raw(1001, 8);
    send_raw(1001, 16);
    ASSERT_TRUE(frames(4));
    ASSERT_EQ(context.streams.size(), 3u);
    EXPECT_EQ(context.streams[0].format, Format::gray);
    EXPECT_EQ(context.streams[0].planes.plane[0].stride, 8u);
    EXPECT_EQ(context.streams[2].width, 16u);
    EXPECT_EQ(context.frames[3].bytes.size(), 64u);
}

TEST_F(RelayFrames, WhatCannotBeReadIsCountedAndSaidOnce) {
    start();
    ASSERT_TRUE(subscribed());
    for (int i = 0; i < 3; ++i) {
        there->send({"front/jpeg/", "{", "x"});
        there->send({"front/jpeg/", "{}"});
        there->send({"front/jpeg/", R"({"v":2})", "x"});
    }
    there->send({"front/jpeg/more/", "{}", "x"});
    send(0);
    ASSERT_TRUE(frames(1));
    EXPECT_EQ(context.drops["malformed"], 6u);
    EXPECT_EQ(context.drops["other version"], 3u);
    EXPECT_EQ(std::ranges::count_if(context.lines, [](const auto& line) { return line.level == Level::warning; }), 2);
    EXPECT_TRUE(logged("version 2"));
}

TEST_F(RelayFrames, EverNewCamerasAreRefused) {
    start();
    ASSERT_TRUE(subscribed());
    for (std::uint64_t i = 0; i < 70; ++i) send(i, 1000, {{"src", "cam" + std::to_string(i)}, {"src_epoch", 1}, {"boot", "boot" + std::to_string(i)}});
    ASSERT_TRUE(turn_until([&] { return context.frames.size() + context.drops["too many cameras"] == 70; }));
    EXPECT_EQ(context.drops["too many cameras"], 6u);
}

TEST_F(RelayFrames, StayReadableAfterTheSourceHasClosed) {
    start();
    ASSERT_TRUE(subscribed());
    const std::string large(300'000, 'p');
    there->send("front/jpeg/", frame_header(0, 1000, large), large);
    ASSERT_TRUE(frames(1));
    source->close(context);
    there.reset();
    EXPECT_EQ(payload(0), large);
}

TEST_F(RelayFrames, ComeOverAnIpcPathOfThisMachineByItsClock) {
    const std::string path = "ipc:///tmp/sluice-relay-test-" + std::to_string(::getpid());
    there = std::make_unique<FakeUpstream>(path);
    start();
    ASSERT_TRUE(subscribed());
    send(0);
    ASSERT_TRUE(frames(1));
    EXPECT_EQ(context.frames[0].relayed.origin.boot, upstream::own_boot());
}

}  // namespace
}  // namespace sluice::test
