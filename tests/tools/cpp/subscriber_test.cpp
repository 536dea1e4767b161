// The client and the real program.
#include <algorithm>

#include <sluice/client.hpp>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::client {
namespace {

using std::chrono::seconds;

class ClientSubscriber : public test::SluiceProgram {
protected:
    std::string pattern_config(const std::string& more = "") {
        return write("pattern.yaml", "sluice: 1\nsources: { front: { type: pattern, size: 320x240, fps: 30" + more +
                                         " } }\nsinks: { live: { type: zmq, bind: \"" + ipc() + "\", from: front } }\n");
    }
};

TEST_F(ClientSubscriber, HandsOutWhatTheCameraSent) {
    const test::FakeCameras cameras(folder_.path(), 1, 60);
    const auto program = sluice({"run", cameras_config(cameras, 1)}, &cameras);
    Options options;
    options.every_frame = true;
    Subscriber sub(ipc(), {"front0/jpeg/"}, options);
    std::optional<Frame> frame;
    for (int i = 0; i < 120; ++i) {
        frame = sub.next(seconds(20));
        ASSERT_TRUE(frame) << sub.trouble() << program->err();
        EXPECT_TRUE(std::ranges::count(cameras.frames(), frame->jpeg().text()));
    }
    EXPECT_EQ(sub.lost() + sub.skipped() + sub.ignored(), 0u);
    EXPECT_EQ(frame->header().src, "front0");
    EXPECT_EQ(frame->header().width, 640u);
    EXPECT_TRUE(frame->header().orig);
    EXPECT_EQ(sub.trouble(), "");
    ASSERT_TRUE(sub.stat());
    EXPECT_EQ(sub.stat()->boot, fields::own_boot());
    ASSERT_EQ(sub.stat()->topics.size(), 1u);
    EXPECT_EQ(sub.stat()->topics[0].topic, "front0/jpeg/");
    ASSERT_TRUE(frame->latency());
    EXPECT_EQ(frame->latency()->clock, Latency::Clock::monotonic);
    EXPECT_LT(frame->latency()->age, seconds(1));
}

TEST_F(ClientSubscriber, ASlowReaderGetsTheNewest) {
    const auto program = sluice({"run", pattern_config()});
    Subscriber sub(ipc(), {"front/jpeg/"});
    ASSERT_TRUE(sub.next(seconds(20))) << program->err();
    ASSERT_TRUE(test::wait_for([&] { return sub.next() && sub.stat(); }));
    std::uint64_t skipped = 0;
    std::vector<std::int64_t> ages;
    for (int i = 0; i < 20; ++i) {
        const auto busy_until = fields::monotonic_us() + 100000;
        (void)test::wait_for([&] { return fields::monotonic_us() > busy_until; });
        const auto frame = sub.next(seconds(20));
        ASSERT_TRUE(frame && frame->latency());
        skipped += frame->skipped();
        EXPECT_EQ(frame->lost(), 0u);
        ages.push_back(frame->latency()->age.count());
    }
    EXPECT_GE(skipped, 20u);
    EXPECT_EQ(sub.skipped(), skipped);
    std::ranges::sort(ages);
    EXPECT_LT(ages[10], SLUICE_SANITIZED ? 70000 : 34000);
}

TEST_F(ClientSubscriber, RawPixelsAreInTheirPlanes) {
    const auto program = sluice({"run", pattern_config(", format: nv12")});
    Subscriber sub(ipc(), {"front/raw/"});
    const auto frame = sub.next(seconds(20));
    ASSERT_TRUE(frame) << program->err();
    EXPECT_EQ(frame->kind(), Kind::raw);
    EXPECT_EQ(frame->header().codec, "nv12");
    ASSERT_EQ(frame->header().planes.size(), 2u);
    EXPECT_EQ(frame->payload().size(), 320u * 240 * 3 / 2);
    try {
        (void)frame->jpeg();
        ADD_FAILURE() << "it is no JPEG";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "front/raw/: its frames are raw nv12; read payload() and header().planes; a transcode before the sink makes JPEGs of them");
    }
}

TEST_F(ClientSubscriber, AProgramThatComesBackIsFoundAgain) {
    auto program = sluice({"run", pattern_config()});
    Subscriber sub(ipc(), {"front/jpeg/", "front/event/"});
    const auto before = sub.next(seconds(20));
    ASSERT_TRUE(before) << program->err();
    EXPECT_EQ(program->stop(), 0);
    ASSERT_TRUE(test::wait_for([&] {
        while (sub.next(std::chrono::milliseconds(1))) {}
        return sub.trouble().find("nobody answers; ") != std::string::npos;
    })) << sub.trouble();
    program = sluice({"run", pattern_config()});
    const auto after = sub.next(seconds(20));
    ASSERT_TRUE(after) << program->err();
    EXPECT_GT(after->header().epoch, before->header().epoch);
    EXPECT_EQ(after->lost(), 0u);
    EXPECT_EQ(sub.trouble(), "");
}

TEST_F(ClientSubscriber, EventsAndNotesComeBesideFrames) {
    const auto program = sluice({"run", pattern_config(", frames: 60")});
    Subscriber sub(ipc(), {"front/notes/", "front/event/"});
    std::optional<Event> event;
    std::size_t frames = 0;
    ASSERT_TRUE(test::wait_for([&] {
        const auto frame = sub.next(std::chrono::milliseconds(50));
        frames += frame && frame->payload().empty() ? 1 : 0;
        while (auto more = sub.event()) event = more;
        return event && event->state == "ended";
    })) << program->err();
    EXPECT_GT(frames, 0u);
    EXPECT_EQ(event->name, "front");
    EXPECT_FALSE(event->why.empty());
}

TEST_F(ClientSubscriber, AWrongTopicIsSaid) {
    const auto program = sluice({"run", pattern_config()});
    Subscriber sub(ipc(), {"front/jpg/"});
    EXPECT_TRUE(test::wait_for([&] {
        EXPECT_FALSE(sub.next(std::chrono::milliseconds(1)));
        return sub.trouble() == "linked, but there is no topic front/jpg/; did you mean front/jpeg/?";
    })) << sub.trouble() << program->err();
}

TEST_F(ClientSubscriber, ACameraThatIsAwayIsSaid) {
    const auto program = sluice({"run", write("away.yaml", "sluice: 1\nsources: { front: { type: v4l2, device: /dev/no-such-camera, required: false } }\n"
                                                           "sinks: { live: { type: zmq, bind: \"" + ipc() + "\", from: front } }\n")});
    Subscriber sub(ipc(), {"front/jpeg/"});
    EXPECT_TRUE(test::wait_for([&] {
        EXPECT_FALSE(sub.next(std::chrono::milliseconds(1)));
        return sub.trouble().find("linked, and front is offline: ") == 0;
    })) << sub.trouble() << program->err();
}

TEST_F(ClientSubscriber, AHostThatNobodyKnowsIsSaid) {
    Subscriber sub("tcp://no-such-host.invalid:5555", {"front/jpeg/"});
    EXPECT_TRUE(test::wait_for([&] {
        EXPECT_FALSE(sub.next(std::chrono::milliseconds(1)));
        return sub.trouble() == "tcp://no-such-host.invalid:5555: no host of that name is found; check the name, or write its IP address";
    })) << sub.trouble();
    Subscriber other("tcp://127.0.0.1:1", {"front/jpeg/"});
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(other.next(std::chrono::milliseconds(100)));
    EXPECT_EQ(other.trouble(), "tcp://127.0.0.1:1: nobody answers; is the publisher running, and is this what its bind says?");
}

TEST_F(ClientSubscriber, WhatNobodyCanConnectToIsSaid) {
    const auto why = [](const std::string& endpoint, const std::vector<std::string>& topics = {"front/jpeg/"}) -> std::string {
        try {
            Subscriber sub(endpoint, topics);
        } catch (const Error& error) {
            return error.what();
        }
        return "it was taken";
    };
    EXPECT_EQ(why("5555"), "5555: no address to connect to; write tcp://HOST:PORT or ipc:///PATH");
    EXPECT_EQ(why("tcp://*:5555"), "tcp://*:5555: no address to connect to; write tcp://HOST:PORT or ipc:///PATH");
    EXPECT_NE(why("tcp://127.0.0.1").find("write tcp://HOST:PORT"), std::string::npos);
    EXPECT_NE(why("ipc://").find("; "), std::string::npos);
    EXPECT_NE(why(ipc(), {}).find("no topic; "), std::string::npos);
    Options options;
    options.key = "mine.key_secret";
    EXPECT_THROW(Subscriber(ipc(), {"front/jpeg/"}, options), Error);
}

}  // namespace
}  // namespace sluice::client
