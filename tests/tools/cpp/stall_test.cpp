// Readers that stop for ten seconds (three under a sanitizer, which measures nothing) of 720p at 30 frames a second, about 120 KB each: what do they show when they go on?
#include <csignal>
#include <iostream>
#include <sstream>

#include <sluice/client.hpp>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::client {
namespace {

constexpr std::int64_t most_ipc_us = 70000, most_tcp_us = 150000;

class ClientStall : public test::SluiceProgram {
protected:
    ClientStall() { cameras_.set("FRAMES", SLUICE_FRAMES_720P); }

    void start(const std::string& bind) {
        program_ = sluice({"run", write("stall.yaml", "sluice: 1\nsources: { front: { type: v4l2, device: \"" + cameras_.device(0) +
                                                          "\" } }\nsinks: { live: { type: zmq, bind: [\"" + bind + "\"], from: front } }\n")},
                          &cameras_);
    }
    std::unique_ptr<test::Program> reader(const std::string& endpoint, const std::string& how) {
        test::Program::Start start;
        start.arguments = {SLUICE_CLIENT_READER, endpoint, "front/jpeg/", how};
        start.output = (folder_.path() / how).string();
        return std::make_unique<test::Program>(start);
    }
    static constexpr std::uint64_t frames_of_a_stall = SLUICE_SANITIZED ? 90 : 300;
    void stalls() {
        const auto before = cameras_.stats(0).dequeued;
        ASSERT_TRUE(test::wait_for([&] { return cameras_.stats(0).dequeued >= before + frames_of_a_stall; }, std::chrono::seconds(60)));
    }
    /// The age of the first frame that was handed out after `since`; -1: none yet.
    static std::int64_t age_after(const test::Program& reader, std::int64_t since) {
        std::istringstream lines(reader.out());
        std::int64_t handed = 0, age = 0;
        while (lines >> handed >> age && lines.peek() == '\n')
            if (handed > since) return age;
        return -1;
    }
    static bool reads(const test::Program& reader) { return age_after(reader, 0) >= 0; }

    /// Both are stopped for as long; gives the age of what the client then shows, and prints that of a plain SUB socket.
    std::int64_t age_after_stop(const std::string& bind, const std::string& transport) {
        start(bind);
        const auto client = reader(bind, "client"), plain = reader(bind, "plain");
        EXPECT_TRUE(test::wait_for([&] { return reads(*client) && reads(*plain); })) << program_->err();
        client->signal(SIGSTOP);
        plain->signal(SIGSTOP);
        stalls();
        const auto awake = fields::monotonic_us();
        client->signal(SIGCONT);
        plain->signal(SIGCONT);
        EXPECT_TRUE(test::wait_for([&] { return age_after(*client, awake) >= 0 && age_after(*plain, awake) >= 0; }));
        const auto age = age_after(*client, awake);
        std::cout << "after the stall, " << transport << ": first frame " << static_cast<double>(age) / 1000 << " ms old; of a plain SUB "
                  << static_cast<double>(age_after(*plain, awake)) / 1000 << " ms\n";
        return age;
    }

    test::FakeCameras cameras_{folder_.path(), 1, 30};
    std::unique_ptr<test::Program> program_;
};

TEST_F(ClientStall, AStoppedReaderShowsAFreshFrameOnTcp) { EXPECT_LE(age_after_stop("tcp://127.0.0.1:15655", "tcp"), most_tcp_us); }

TEST_F(ClientStall, AStoppedReaderShowsAFreshFrameOnIpc) { EXPECT_LE(age_after_stop(ipc(), "ipc"), most_ipc_us); }

TEST_F(ClientStall, ABusyReaderShowsAFreshFrame) {
    start(ipc() + "\", \"tcp://127.0.0.1:15656");
    Subscriber near(ipc(), {"front/jpeg/"}), far("tcp://127.0.0.1:15656", {"front/jpeg/"});
    ASSERT_TRUE(near.next(std::chrono::seconds(20)) && far.next(std::chrono::seconds(20))) << program_->err();
    stalls();
    for (const auto& [sub, most] : {std::pair(&near, most_ipc_us), std::pair(&far, most_tcp_us)}) {
        const auto frame = sub->next(std::chrono::seconds(20));
        ASSERT_TRUE(frame);
        const auto age = fields::monotonic_us() - frame->header().ts_us;
        std::cout << "after the other work: first frame " << static_cast<double>(age) / 1000 << " ms old, " << frame->skipped()
                  << " passed over, " << frame->lost() << " lost\n";
        EXPECT_LE(age, most);
        EXPECT_GT(frame->skipped() + frame->lost(), frames_of_a_stall * 5 / 6);
    }
}

TEST_F(ClientStall, OneThatBeginsLateShowsAFreshFrame) {
    start(ipc());
    Subscriber sub(ipc(), {"front/jpeg/"});
    stalls();
    const auto frame = sub.next(std::chrono::seconds(20));
    ASSERT_TRUE(frame) << program_->err();
    EXPECT_LE(fields::monotonic_us() - frame->header().ts_us, most_ipc_us);
}

}  // namespace
}  // namespace sluice::client
