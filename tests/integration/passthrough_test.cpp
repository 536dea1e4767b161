// Camera to subscriber with the real program: what the camera sent is what arrives.
#include <algorithm>

#include "tests/integration/sluice_program.hpp"

namespace sluice::test {
namespace {

class Passthrough : public SluiceProgram {};

// Where in the camera's round of pictures this one stands.
std::size_t position(const std::vector<std::string>& frames, const std::string& payload) {
    return static_cast<std::size_t>(std::ranges::find(frames, payload) - frames.begin());
}

TEST_F(Passthrough, ThreeHundredFramesArriveByteForByteInOrder) {
    const FakeCameras cameras(folder_.path(), 1, 60);
    const auto program = sluice({"run", cameras_config(cameras, 1)}, &cameras);
    Subscriber subscriber(ipc(), "front0/jpeg/");
    std::uint64_t seq = 0;
    std::size_t at = 0;
    for (int i = 0; i < 300; ++i) {
        const auto message = subscriber.receive();
        ASSERT_TRUE(message) << program->err();
        ASSERT_EQ(message->parts, 3u);
        EXPECT_EQ(message->topic, "front0/jpeg/");
        EXPECT_EQ(message->header["orig"], true);
        EXPECT_EQ(message->header["codec"], "jpeg");
        EXPECT_EQ(message->header["w"], 640);
        EXPECT_EQ(message->header["h"], 480);
        EXPECT_EQ(message->header["size"], message->payload.size());
        if (i == 0) {
            seq = message->header["seq"];
            at = position(cameras.frames(), message->payload);
            ASSERT_LT(at, cameras.frames().size());
            continue;
        }
        EXPECT_EQ(message->header["seq"], ++seq);
        at = (at + 1) % cameras.frames().size();
        ASSERT_EQ(message->payload, cameras.frames()[at]) << "frame " << i;
    }
    EXPECT_EQ(program->stop(), 0) << program->err();
    EXPECT_EQ(cameras.stats(0).dropped, 0u);
}

TEST_F(Passthrough, WithoutASubscriberNothingIsSentAndACameraLosesNothing) {
    const FakeCameras cameras(folder_.path(), 1, 60);
    const auto program = sluice({"run", cameras_config(cameras, 1), "--json", "--for", "2s"}, &cameras);
    ASSERT_EQ(program->wait(), 0) << program->err();
    const auto report = final_report(*program);
    EXPECT_GT(report["nodes"]["front0"]["unwanted"], 60);
    EXPECT_EQ(report["nodes"]["front0"]["out"], 0);
    EXPECT_EQ(report["nodes"]["live"]["in"], 0);
    EXPECT_EQ(cameras.stats(0).dropped, 0u);
}

TEST_F(Passthrough, AFilterThatNeedsNoPixelsMakesNoThread) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const auto threads = [](const Program& program) {
        const std::filesystem::directory_iterator tasks("/proc/" + std::to_string(program.pid()) + "/task");
        return std::distance(begin(tasks), end(tasks));
    };
    const std::string head = "sluice: 1\nsources: { front: { type: v4l2, device: \"" + cameras.device(0) + "\" } }\n";
    const std::string sink = "sinks: { live: { type: zmq, bind: \"" + ipc() + "\", from: { node: ";
    const auto count = [&](const std::string& filters, const std::string& from) {
        const auto program = sluice({"run", write("c.yaml", head + filters + sink + from + ", as: front } } }\n")}, &cameras);
        Subscriber subscriber(ipc(), "front/");
        EXPECT_TRUE(subscriber.receive()) << program->err();
        const auto result = threads(*program);
        EXPECT_EQ(program->stop(), 0);
        return result;
    };
    const auto bare = count("", "front");
    EXPECT_EQ(count("filters: { a: { type: every_nth, from: front, n: 1 }, b: { type: every_nth, from: a, n: 2 } }\n", "b"), bare);
    EXPECT_EQ(count("filters: { a: { type: every_nth, from: { node: front, queue: 2 }, n: 1 } }\n", "a"), bare + 1);
}

}  // namespace
}  // namespace sluice::test
