// SIGTERM at any moment ends the program within a second, cleanly.
#include <csignal>
#include <random>
#include <thread>

#include "tests/integration/sluice_program.hpp"

namespace sluice::test {
namespace {

class Stop : public SluiceProgram {};

TEST_F(Stop, AtRandomMomentsIsCleanAndPrompt) {
    const FakeCameras cameras(folder_.path(), 2, 200);
    const std::string config = write("all.yaml",
        "sluice: 1\n"
        "sources:\n"
        "  front: { type: v4l2, device: \"" + cameras.device(0) + "\" }\n"
        "  back: { type: v4l2, device: \"" + cameras.device(1) + "\" }\n"
        "  picture: { type: pattern, size: 160x120, fps: 200 }\n"
        "filters: { calm: { type: every_nth, from: { node: front, queue: 2 }, n: 2 } }\n"
        "sinks:\n"
        "  live: { type: zmq, bind: \"" + ipc() + "\", from: [front, back, calm, picture] }\n"
        "  count: { type: 'null', from: [front, { node: back, queue: 3 }] }\n"
        "  disk: { type: file, path: frames, keep: 1MiB, from: picture }\n");
    std::mt19937 random(7);
    std::uniform_int_distribution<int> milliseconds(0, 250);
    const Subscriber subscriber(ipc(), "");
    for (int round = 0; round < SLUICE_STOP_ROUNDS; ++round) {
        const auto program = sluice({"run", config, "--log-level", "warning"}, &cameras);
        // The moment itself is what is tested: nothing is waited for here.
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
        program->signal(SIGTERM);
        const auto status = program->wait(std::chrono::seconds(SLUICE_STOP_SECONDS));
        ASSERT_TRUE(status) << "round " << round << " still runs: " << program->err();
        // Before its first line of code a program dies of the signal, as any does.
        ASSERT_TRUE(*status == 0 || (*status == 128 + SIGTERM && program->err().empty())) << "round " << round << ": " << *status << "\n" << program->err();
        ASSERT_EQ(program->err().find("Sanitizer"), std::string::npos) << program->err();
    }
}

TEST_F(Stop, EachSignalIsAStop) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        const auto program = sluice({"run", cameras_config(cameras, 1)}, &cameras);
        ASSERT_TRUE(program->says("live: ")) << program->err();
        program->signal(number);
        EXPECT_EQ(program->wait(std::chrono::seconds(SLUICE_STOP_SECONDS)), 0) << number << program->err();
    }
}

}  // namespace
}  // namespace sluice::test
