// Filters that open pictures, with the real program, its plugins and real sockets.
#include <algorithm>
#include <set>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

class Opening : public SluiceProgram {
protected:
    static constexpr unsigned fps = 60;

    [[nodiscard]] std::string config(const FakeCameras& cameras, const std::string& rest) {
        return write("opening.yaml", "sluice: 1\nsources:\n  front: { type: v4l2, device: \"" + cameras.device(0) + "\" }\n" + rest);
    }
    [[nodiscard]] std::string live(const std::string& from) const {
        return "sinks:\n  live: { type: zmq, bind: \"" + ipc() + "\", from: " + from + " }\n";
    }
    static nlohmann::json pictures_of(const Program& program) { return final_report(program)["nodes"]["front"]["pictures"]; }
};

TEST_F(Opening, BesideMotionThePassthroughIsByteForByteAndCarriesItsNotes) {
    const FakeCameras cameras(folder_.path(), 1, fps);
    const auto program = sluice({"run", "--json", config(cameras, "filters:\n  moving: { type: motion, from: front }\n" + live("{ node: front, with: moving }"))}, &cameras);
    Subscriber subscriber(ipc(), "front/jpeg/");
    const std::set<std::string> sent(cameras.frames().begin(), cameras.frames().end());
    unsigned noted = 0;
    for (int i = 0; i < 120; ++i) {
        const auto message = subscriber.receive();
        ASSERT_TRUE(message) << program->err();
        EXPECT_TRUE(sent.contains(message->payload)) << "frame " << i;
        EXPECT_EQ(message->header["orig"], true);
        noted += message->header.contains("notes") && message->header["notes"].contains("motion");
    }
    EXPECT_GT(noted, 100u);
    ASSERT_EQ(program->stop(), 0) << program->err();
    EXPECT_GT(pictures_of(*program)["decodes"], 100);
    EXPECT_EQ(pictures_of(*program)["encodes"], 0) << "notes never cause an encode";
}

// The counters prove it: nobody watches, nothing is decoded; and the first frames after a subscription are opened.
TEST_F(Opening, NothingIsDecodedWithoutASubscriberAndWithinTwoFramesOfOne) {
    const FakeCameras cameras(folder_.path(), 1, fps);
    const auto program = sluice({"run", "--json", config(cameras, "filters:\n  moving: { type: motion, from: front }\n" + live("moving"))}, &cameras);
    ASSERT_TRUE(wait_for([&] { return cameras.stats(0).dequeued >= 60; })) << program->err();
    std::uint64_t before = 0;
    {
        Subscriber subscriber(ipc(), "moving/notes/");
        const auto first = subscriber.receive();
        ASSERT_TRUE(first) << program->err();
        before = first->header["cam_seq"];
        EXPECT_EQ(first->header["seq"], 0) << "nothing was made before somebody asked";
        EXPECT_TRUE(first->payload.empty());
    }
    EXPECT_GE(before, 55u);
    const std::uint64_t reached = cameras.stats(0).dequeued;
    ASSERT_TRUE(wait_for([&] { return cameras.stats(0).dequeued >= reached + 60; }));
    ASSERT_EQ(program->stop(), 0) << program->err();
    const std::uint64_t decodes = pictures_of(*program)["decodes"];
    EXPECT_GE(decodes, 1u);
    EXPECT_LE(decodes, reached - before + 5) << "none after the subscriber had gone";
}

TEST_F(Opening, ThreeFiltersOnThreeBranchesShareOneDecode) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const auto program = sluice({"run", "--json", config(cameras,
        "filters:\n"
        "  moving: { type: motion, from: { node: front, drop: never, queue: 8 } }\n"
        "  small: { type: resize, from: { node: front, drop: never, queue: 8 }, width: 320 }\n"
        "  worse: { type: transcode, from: { node: front, drop: never, queue: 8 }, quality: 30 }\n"
        "sinks:\n  all: { type: \"null\", from: [moving, small, worse] }\n"), "--frames", "60"}, &cameras);
    ASSERT_EQ(program->wait(), 0) << program->err();
    const auto pictures = pictures_of(*program);
    EXPECT_EQ(pictures["decodes"], 60);
    EXPECT_EQ(pictures["later_decodes"], 0);
    EXPECT_EQ(pictures["encodes"], 120) << "two of the three draw pictures, each encoded once";
}

TEST_F(Opening, AMaskTakesACamerasPlaceWithoutItsReadersNoticing) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const auto program = sluice({"run", "--json", config(cameras,
        "filters:\n  masked: { type: mask, from: front, regions: [[0, 0, 320, 240]], made_for: 640x480 }\n" + live("{ node: masked, as: front }"))}, &cameras);
    Subscriber subscriber(ipc(), "front/jpeg/");
    const std::set<std::string> sent(cameras.frames().begin(), cameras.frames().end());
    for (int i = 0; i < 30; ++i) {
        const auto message = subscriber.receive();
        ASSERT_TRUE(message) << program->err();
        EXPECT_EQ(message->header["orig"], false);
        EXPECT_EQ(message->header["w"], 640);
        EXPECT_FALSE(sent.contains(message->payload)) << "what is masked must not leave";
        EXPECT_EQ(message->header["size"], message->payload.size());
    }
    ASSERT_EQ(program->stop(), 0) << program->err();
    EXPECT_EQ(pictures_of(*program)["decodes"], 0) << "coefficients are enough";
    EXPECT_GE(pictures_of(*program)["block_writes"], 30);
}

TEST_F(Opening, AMaskThatDoesNotFitLetsNothingPass) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const auto program = sluice({"run", "--json", config(cameras,
        "filters:\n  masked: { type: mask, from: front, regions: [[0, 0, 320, 240]], made_for: 1280x720 }\n"
        "sinks:\n  all: { type: \"null\", from: masked }\n"), "--frames", "20"}, &cameras);
    ASSERT_EQ(program->wait(), 0) << program->err();
    const auto report = final_report(*program)["nodes"];
    EXPECT_EQ(report["all"]["in"], 0);
    EXPECT_GT(report["masked"]["failed"], 0);
    EXPECT_NE(program->err().find("1280x720"), std::string::npos) << program->err();
}

// A chain of edits on one lane reads the coefficients once and writes them once.
TEST_F(Opening, AChainOfEditsReadsOnceAndWritesOnce) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    const auto program = sluice({"run", "--json", config(cameras,
        "filters:\n"
        "  turned: { type: rotate, from: { node: front, drop: never, queue: 8 }, angle: 180 }\n"
        "  masked: { type: mask, from: turned, regions: [[0, 0, 64, 64]] }\n"
        "  stamped: { type: annotate, from: masked, text: \"%H:%M:%S {source}\" }\n"
        "sinks:\n  all: { type: file, path: out, from: stamped }\n"), "--frames", "30"}, &cameras);
    ASSERT_EQ(program->wait(), 0) << program->err();
    const auto pictures = pictures_of(*program);
    EXPECT_EQ(pictures["block_reads"], 30);
    EXPECT_EQ(pictures["block_writes"], 30);
    EXPECT_EQ(pictures["decodes"], 0);
    EXPECT_EQ(final_report(*program)["nodes"]["all"]["out"], 30);
}

TEST_F(Opening, WhenKeepsWhatWasBeforeAndAZmqSinkDeliversTheWholeBurst) {
    const FakeCameras cameras(folder_.path(), 1, 30);
    // Every frame of the stand-in differs from the one before: motion everywhere, from the second frame on.
    const auto program = sluice({"run", config(cameras,
        "filters:\n"
        "  moving: { type: motion, from: { node: front, fps: 1 } }\n"
        "  event: { type: when, from: { node: front, with: moving }, if: \"motion > 0.0001\", pre: 2s, post: 1s }\n" + live("event"))}, &cameras);
    Subscriber subscriber(ipc(), "event/jpeg/");
    std::int64_t seq = -1;
    std::uint64_t last = 0;
    for (int i = 0; i < 60; ++i) {
        const auto message = subscriber.receive();
        ASSERT_TRUE(message) << program->err();
        ASSERT_EQ(message->header["seq"], ++seq) << "nothing of the burst is lost";
        const std::uint64_t camera = message->header["cam_seq"];
        if (i > 0) {
            ASSERT_EQ(camera, last + 1);
        }
        last = camera;
    }
    EXPECT_EQ(program->stop(), 0) << program->err();
}

TEST_F(Opening, StopsAtOnceInTheMiddleOfItAll) {
    const FakeCameras cameras(folder_.path(), 1, fps);
    const std::string path = config(cameras,
        "filters:\n"
        "  moving: { type: motion, from: { node: front, fps: 5 } }\n"
        "  turned: { type: rotate, from: front, angle: 90 }\n"
        "  stamped: { type: annotate, from: turned, text: \"%T\" }\n"
        "  event: { type: when, from: { node: front, with: moving }, if: \"motion > 0.0001\", pre: 1s, post: 1s }\n"
        "  small: { type: resize, from: { node: event, drop: never, queue: 4 }, width: 160 }\n"
        "sinks:\n"
        "  disk: { type: file, path: out, keep: 20MiB, from: [event, small] }\n"
        "  live: { type: zmq, bind: \"" + ipc() + "\", from: [front, stamped, small] }\n");
    for (int i = 0; i < 6; ++i) {
        const auto program = sluice({"run", path}, &cameras);
        Subscriber subscriber(ipc(), "");
        for (int k = 0; k < 5 + i * 13; ++k) ASSERT_TRUE(subscriber.receive()) << program->err();
        EXPECT_EQ(program->stop(), 0) << program->err();
    }
}

}  // namespace
}  // namespace sluice::test
