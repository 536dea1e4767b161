// Cameras that come and go under the real program: what is said, what is told, who notices.
#include <filesystem>
#include <fstream>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

// Cameras that are plugged in while a file is at their path.
class Cameras : public SluiceProgram {
protected:
    Cameras() { cameras_.set("HOTPLUG", "1"); }
    void plug(unsigned index) { std::ofstream(cameras_.device(index)) << "here"; }
    void pull(unsigned index) { std::filesystem::remove(cameras_.device(index)); }
    std::unique_ptr<Program> start(const std::string& front_keys) {
        return sluice({"run", write("two.yaml", "sluice: 1\nsources:\n  front: { type: v4l2, device: \"" + cameras_.device(0) + "\"" + front_keys +
                                                    " }\n  back: { type: v4l2, device: \"" + cameras_.device(1) +
                                                    "\" }\nsinks:\n  live: { type: zmq, bind: \"" + ipc() + "\", from: [front, back] }\n")},
                      &cameras_);
    }
    /// The next event of that name; nothing when none came. What was before it may have been told to this subscriber too.
    static std::optional<Subscriber::Message> wait_for_event(Subscriber& events, const std::string& name) {
        for (;;) {
            auto message = events.receive();
            if (!message || message->header["event"] == name) return message;
        }
    }
    FakeCameras cameras_{folder_.path(), 2, 30};
};

TEST_F(Cameras, OneThatIsNotRequiredJoinsOnceItIsThere) {
    plug(1);
    const auto program = start(", required: false");
    Subscriber events(ipc(), "front/event/");
    Subscriber back(ipc(), "back/jpeg/");
    ASSERT_TRUE(back.receive()) << program->err();
    ASSERT_TRUE(program->says("front: " + cameras_.device(0) + " is not there")) << program->err();
    plug(0);
    const auto online = wait_for_event(events, "online");
    ASSERT_TRUE(online) << program->err();
    EXPECT_EQ(online->header["w"], 640);
    EXPECT_EQ(online->header["fps"], 30.0);
    EXPECT_EQ(online->payload, "");
    EXPECT_EQ(online->parts, 3u);
    Subscriber front(ipc(), "front/jpeg/");
    EXPECT_TRUE(front.receive());
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(Cameras, TheStartFailsForOneThatIs) {
    plug(1);
    const auto program = start("");
    EXPECT_EQ(program->wait(), 1);
    EXPECT_NE(program->err().find("front: " + cameras_.device(0) + " is not there; plug the camera in"), std::string::npos) << program->err();
}

TEST_F(Cameras, EachReturnIsANewEpochAndTheOtherNoticesNothing) {
    plug(0);
    plug(1);
    const auto program = start("");
    Subscriber events(ipc(), "front/event/");
    Subscriber front(ipc(), "front/jpeg/");
    Subscriber back(ipc(), "back/jpeg/");
    auto frame = front.receive();
    ASSERT_TRUE(frame) << program->err();
    std::uint64_t epoch = frame->header["epoch"];
    auto other = back.receive();
    ASSERT_TRUE(other);
    std::uint64_t seq = other->header["seq"];
    const auto read_back = [&] {
        while (const auto next = back.receive(std::chrono::milliseconds(0))) ASSERT_EQ(next->header["seq"], ++seq);
    };
    for (int round = 0; round < 3; ++round) {
        pull(0);
        const auto offline = wait_for_event(events, "offline");
        ASSERT_TRUE(offline) << program->err();
        EXPECT_NE(offline->header["why"].get<std::string>().find("unplugged"), std::string::npos) << offline->header.dump();
        read_back();
        plug(0);
        const auto online = wait_for_event(events, "online");
        ASSERT_TRUE(online) << program->err();
        ASSERT_TRUE(wait_for([&] {
            frame = front.receive();
            return frame && frame->header["epoch"] > epoch;
        }));
        EXPECT_EQ(frame->header["seq"], 0) << "counts anew";
        EXPECT_EQ(frame->header["epoch"], online->header["epoch"]);
        epoch = frame->header["epoch"];
        read_back();
    }
    EXPECT_EQ(program->stop(), 0);
    EXPECT_EQ(cameras_.stats(1).dropped, 0u);
}

TEST_F(Cameras, OneThatRestsIsStartedByASubscription) {
    plug(0);
    plug(1);
    const auto program = start(", idle: stop");
    Subscriber back(ipc(), "back/jpeg/");
    ASSERT_TRUE(back.receive()) << program->err();
    const auto given = [&] { return cameras_.stats(0).dequeued; };
    EXPECT_EQ(given(), 0u);
    {
        Subscriber front(ipc(), "front/jpeg/");
        ASSERT_TRUE(front.receive());
    }
    std::uint64_t last = 0;
    ASSERT_TRUE(wait_for([&] {  // two seconds after the subscriber went it is at rest again
        const auto before = given();
        for (int i = 0; i < 30; ++i) EXPECT_TRUE(back.receive());  // a second of the other's frames
        last = given();
        return before == last;
    }));
    Subscriber again(ipc(), "front/jpeg/");
    EXPECT_TRUE(again.receive());
    EXPECT_GT(given(), last);
    EXPECT_EQ(program->stop(), 0);
}

}  // namespace
}  // namespace sluice::test
