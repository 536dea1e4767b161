// What the program says and how it ends, beside carrying frames.
#include <csignal>
#include <sys/stat.h>

#include <set>

#include "tests/integration/sluice_program.hpp"

namespace sluice::test {
namespace {

class ProgramRun : public SluiceProgram {};

TEST_F(ProgramRun, EveryMistakeIsToldAndNothingStarts) {
    const std::string file = write("wrong.yaml", "sluice: 1\nsources:\n  front: { type: v4l, fps: 30 }\nsinks:\n"
                                                 "  live: { type: zmq, bind: \"tcp://*:5555\", from: frnt }\n");
    const auto program = sluice({"run", file});
    EXPECT_EQ(program->wait(), 2);
    const std::string said = program->err();
    EXPECT_NE(said.find("wrong.yaml:3:"), std::string::npos) << said;
    EXPECT_NE(said.find("v4l2"), std::string::npos) << said;
    EXPECT_NE(said.find("insecure: true"), std::string::npos) << said;
    EXPECT_NE(said.find("frnt"), std::string::npos) << said;
}

TEST_F(ProgramRun, AnAbsentCameraIsASentenceAndStatusOne) {
    const auto program = sluice({"run", write("c.yaml", "sluice: 1\nsources: { front: { type: v4l2, device: /dev/video99 } }\n"
                                                        "sinks: { n: { type: null, from: front } }\n")});
    EXPECT_EQ(program->wait(), 1);
    EXPECT_NE(program->err().find("front: /dev/video99 is not there; plug the camera in"), std::string::npos) << program->err();
}

TEST_F(ProgramRun, ASecondOneOnTheSameAddressIsRefused) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const std::string config = cameras_config(cameras, 1);
    const auto first = sluice({"run", config}, &cameras);
    ASSERT_TRUE(first->says("live: ")) << first->err();
    const auto second = sluice({"run", config}, &cameras);
    EXPECT_EQ(second->wait(), 1);
    EXPECT_NE(second->err().find("another program answers at"), std::string::npos) << second->err();
    Subscriber subscriber(ipc(), "front0/jpeg/");
    EXPECT_TRUE(subscriber.receive()) << "the first one must not have lost its socket";
    EXPECT_EQ(first->stop(), 0);
}

TEST_F(ProgramRun, ItsSocketIsForUserAndGroupAlone) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const auto program = sluice({"run", cameras_config(cameras, 1)}, &cameras);
    ASSERT_TRUE(program->says("live: ")) << program->err();
    struct stat status{};
    ASSERT_EQ(::stat((folder_.path() / "live").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0660u);
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(ProgramRun, AReplayAsFastAsItGoesLosesNothing) {
    const auto program = sluice({"run", write("replay.yaml", std::string("sluice: 1\nsources: { clip: { type: file, path: \"") + SLUICE_TEST_FRAMES +
                                 "\", fps: max } }\nfilters: { half: { type: every_nth, from: clip, n: 2 } }\n"
                                 "sinks:\n  out: { type: file, path: out, from: half }\n  all: { type: \"null\", from: clip }\n"), "--json"});
    ASSERT_EQ(program->wait(), 0) << program->err();
    const auto nodes = final_report(*program)["nodes"];
    const auto count = nodes["clip"]["in"].get<std::size_t>();
    EXPECT_EQ(count, FakeCameras(folder_.path(), 1, 0).frames().size());
    EXPECT_EQ(nodes["all"]["out"], count);
    EXPECT_EQ(nodes["out"]["out"], (count + 1) / 2);
    EXPECT_EQ(folder_.names("out").size(), (count + 1) / 2);
}

TEST_F(ProgramRun, EveryFrameIsAccountedFor) {
    const FakeCameras cameras(folder_.path(), 1, 100);
    const auto program = sluice({"run", write("c.yaml", "sluice: 1\nsources: { front: { type: v4l2, device: \"" + cameras.device(0) +
                                 "\" } }\nfilters: { third: { type: every_nth, from: front, n: 3 } }\nsinks:\n  count: { type: 'null', from: third }\n"
                                 "  slow: { type: file, path: out, from: { node: front, fps: 10 } }\n"), "--json", "--for", "2s"}, &cameras);
    ASSERT_EQ(program->wait(), 0) << program->err();
    const auto nodes = final_report(*program)["nodes"];
    for (const auto& [name, node] : nodes.items()) {
        std::uint64_t left = node["out"].get<std::uint64_t>() + node["unwanted"].get<std::uint64_t>() + node["failed"].get<std::uint64_t>();
        for (const auto& [reason, count] : node["dropped"].items()) left += count.get<std::uint64_t>();
        EXPECT_EQ(node["in"], left) << name << ": " << node.dump();
    }
    EXPECT_EQ(nodes["front"]["in"], cameras.stats(0).dequeued);
    EXPECT_EQ(folder_.names("out").size(), nodes["slow"]["out"]);
}

// Counted where no sanitizer's library is among them.
#if !SLUICE_SANITIZED
TEST_F(ProgramRun, CarriesFramesWithFewLibraries) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const auto program = sluice({"run", cameras_config(cameras, 1)}, &cameras);
    Subscriber subscriber(ipc(), "front0/jpeg/");
    ASSERT_TRUE(subscriber.receive()) << program->err();
    std::ifstream maps("/proc/" + std::to_string(program->pid()) + "/maps");
    std::set<std::string> libraries;
    for (std::string line; std::getline(maps, line);)
        if (const auto at = line.find('/'); at != std::string::npos && line.find(".so", at) != std::string::npos) libraries.insert(line.substr(at));
    libraries.erase(SLUICE_FAKE_V4L2);
    EXPECT_LE(libraries.size(), 26u) << testing::PrintToString(libraries);
    for (const std::string& library : libraries) EXPECT_EQ(library.find("opencv"), std::string::npos);
    EXPECT_EQ(program->stop(), 0);
}

// With tiny pictures, so that it is the program that is measured and not its buffers.
TEST_F(ProgramRun, CarriesFramesInTenMegabytes) {
    const auto program = sluice({"run", write("small.yaml", "sluice: 1\nsources: { small: { type: pattern, size: 64x64, fps: 100 } }\n"
                                                            "sinks: { live: { type: zmq, bind: \"" + ipc() + "\", from: small } }\n")});
    Subscriber subscriber(ipc(), "small/jpeg/");
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(subscriber.receive()) << program->err();
    EXPECT_LE(program->status_kib(), 10 * 1024);
    EXPECT_EQ(program->stop(), 0);
}
#endif

TEST_F(ProgramRun, AStartThatFailsBeforeAnyNodeIsMadeIsRefused) {
    const auto program = sluice({"run", write("control.yaml", "sluice: 1\nprocess: { control: \"" + ipc("nowhere/control") +
                                                                  "\" }\nsources: { any: { type: pattern } }\nsinks: { out: { type: \"null\", from: any } }\n")});
    EXPECT_EQ(program->wait(), 1);
    EXPECT_NE(program->err().find("is not there; make it"), std::string::npos) << program->err();
}

}  // namespace
}  // namespace sluice::test
