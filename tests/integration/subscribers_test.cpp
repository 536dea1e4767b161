// Subscribers that stop reading, and cameras that go while frames are on their way to them.
#include <algorithm>
#include <csignal>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

class Subscribers : public SluiceProgram {};

constexpr long frame_kib = 64;  // more than the 480p frames of these tests have

TEST_F(Subscribers, OneThatStopsReadingForTenSecondsHurtsNobody) {
    const FakeCameras cameras(folder_.path(), 1, 60);
    const auto program = sluice({"run", cameras_config(cameras, 1)}, &cameras);
    Subscriber healthy(ipc(), "front0/jpeg/");
    Subscriber stalled(ipc(), "front0/jpeg/", 1);
    ASSERT_TRUE(stalled.receive()) << program->err();
    auto message = healthy.receive();
    ASSERT_TRUE(message);
    std::uint64_t seq = message->header["seq"];
    long before = 0;
    for (int i = 0; i < 600; ++i) {  // ten seconds of frames
        message = healthy.receive();
        ASSERT_TRUE(message);
        ASSERT_EQ(message->header["seq"], ++seq);
        if (i == 60) before = program->status_kib();
    }
    if (!SLUICE_SANITIZED) {  // a sanitizer keeps freed memory for a while, on purpose
        EXPECT_LT(program->status_kib() - before, 8 * frame_kib);
    }
    EXPECT_EQ(cameras.stats(0).dropped, 0u);
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(Subscribers, ACameraPulledWithFramesInFlightToAStalledOneCrashesNothing) {
    FakeCameras cameras(folder_.path(), 2, 60);
    cameras.set("UNPLUG_AFTER", "90");
    const auto program = sluice({"run", cameras_config(cameras, 2)}, &cameras);
    Subscriber stalled(ipc(), "front0/jpeg/", 1);
    ASSERT_TRUE(stalled.receive()) << program->err();
    Subscriber other(ipc(), "front1/jpeg/");
    ASSERT_TRUE(program->says("unplugged")) << program->err();
    auto message = other.receive();
    ASSERT_TRUE(message);
    std::uint64_t seq = message->header["seq"];
    for (int i = 0; i < 60; ++i) {
        message = other.receive();
        ASSERT_TRUE(message);
        EXPECT_EQ(message->header["seq"], ++seq);
    }
    // What was in flight is whole still, though its camera and its mapping are gone.
    while (const auto late = stalled.receive(std::chrono::milliseconds(500)))
        EXPECT_TRUE(std::ranges::count(cameras.frames(), late->payload)) << late->header.dump();
    EXPECT_EQ(program->stop(), 0) << "a camera that is away is waited for";
    const std::string said = program->err();
    EXPECT_EQ(said.find("unplugged"), said.rfind("unplugged")) << said;
    EXPECT_EQ(cameras.stats(1).dropped, 0u);
}

TEST_F(Subscribers, SilenceIsExplainedByStat) {
    const FakeCameras cameras(folder_.path(), 2, 30);
    const auto program = sluice({"run", cameras_config(cameras, 2)}, &cameras);
    Subscriber subscriber(ipc(), "sluice/stat/");
    std::optional<Subscriber::Message> message;
    ASSERT_TRUE(wait_for([&] {
        message = subscriber.receive();
        return message && message->header["topics"][0]["state"] == "online";
    })) << program->err();
    const auto& topic = message->header["topics"][0];
    EXPECT_EQ(message->header["v"], 1);
    EXPECT_EQ(message->header["topics"].size(), 2u);
    EXPECT_EQ(topic["topic"], "front0/jpeg/");
    EXPECT_EQ(topic["w"], 640);
    EXPECT_EQ(topic["subscribers"], 0);
    EXPECT_EQ(message->payload, "");
    EXPECT_EQ(program->stop(), 0);
}

}  // namespace
}  // namespace sluice::test
