// How soon a new subscriber gets its first message: within two frame periods of its topic, whatever else goes on. Frames come
// slowly here, so that a loaded machine's own delays are small beside a period; what would be wrong waits for a second.
#include <chrono>

#include "tests/integration/sluice_program.hpp"

namespace sluice::test {
namespace {

using Clock = std::chrono::steady_clock;

class NewSubscriber : public SluiceProgram {
protected:
    static constexpr std::chrono::milliseconds period{250};  // fps: 4
    static constexpr int rounds = 5;                         // at any moment of the program's own second

    void run(const std::string& sources, const std::string& from) {
        program_ = sluice({"run", write("demand.yaml", "sluice: 1\nsources:\n" + sources + "sinks:\n  live: { type: zmq, bind: \"" + ipc() + "\", from: [" + from + "] }\n")});
        ASSERT_TRUE(program_->says("live: ipc://")) << program_->err();
    }
    static std::string source(const std::string& name, const std::string& fps = "4") {
        return "  " + name + ": { type: pattern, size: 64x64, fps: " + fps + " }\n";
    }
    // The time from before it connects to its first message, at worst.
    [[nodiscard]] std::chrono::milliseconds longest_wait(const std::string& topic) {
        Clock::duration longest{};
        for (int round = 0; round < rounds; ++round) {
            const auto begin = Clock::now();
            Subscriber subscriber(ipc(), topic);
            const auto message = subscriber.receive();
            longest = std::max(longest, Clock::now() - begin);
            EXPECT_TRUE(message) << program_->err();
            if (!message) break;
            EXPECT_EQ(message->topic, topic);
        }
        return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
    }

    std::unique_ptr<Program> program_;
};

TEST_F(NewSubscriber, OfABranchThatIsIdle) {
    run(source("cam"), "cam");
    EXPECT_LT(longest_wait("cam/jpeg/"), 2 * period);
    EXPECT_EQ(program_->stop(), 0);
}

TEST_F(NewSubscriber, OfABranchThatIsIdleWhileAnotherTopicIsBusy) {
    run(source("cam") + source("busy", "30"), "cam, busy");
    Subscriber busy(ipc(), "busy/jpeg/");
    ASSERT_TRUE(busy.receive()) << program_->err();
    EXPECT_LT(longest_wait("cam/jpeg/"), 2 * period);
    EXPECT_EQ(program_->stop(), 0);
}

TEST_F(NewSubscriber, OfABranchThatIsIdleWhileAnotherTopicIsRare) {
    run(source("cam") + source("rare", "1"), "cam, rare");
    Subscriber rare(ipc(), "rare/jpeg/");
    ASSERT_TRUE(rare.receive()) << program_->err();
    EXPECT_LT(longest_wait("cam/jpeg/"), 2 * period) << "nothing of the other topic tells of it in time";
    EXPECT_EQ(program_->stop(), 0);
}

TEST_F(NewSubscriber, OfATopicThatAnotherReadsAlready) {
    run(source("cam") + source("busy", "30"), "cam, busy");
    Subscriber first(ipc(), "cam/jpeg/");
    ASSERT_TRUE(first.receive()) << program_->err();
    EXPECT_LT(longest_wait("cam/jpeg/"), 2 * period);
    EXPECT_EQ(program_->stop(), 0);
}

TEST_F(NewSubscriber, OfNotesOfAnIdleBranch) {
    run(source("cam"), "cam");
    EXPECT_LT(longest_wait("cam/notes/"), 2 * period);
    EXPECT_EQ(program_->stop(), 0);
}

TEST_F(NewSubscriber, OfNotesWhileTheFramesAreBusy) {
    run(source("cam"), "cam");
    Subscriber frames(ipc(), "cam/jpeg/");
    ASSERT_TRUE(frames.receive()) << program_->err();
    EXPECT_LT(longest_wait("cam/notes/"), 2 * period) << "every frame has a reader, and yet there is a newcomer";
    EXPECT_EQ(program_->stop(), 0);
}

TEST_F(NewSubscriber, WhileStatIsRead) {
    run(source("cam"), "cam");
    Subscriber stat(ipc(), "sluice/stat/");
    ASSERT_TRUE(stat.receive()) << program_->err();
    EXPECT_LT(longest_wait("cam/jpeg/"), 2 * period);
    EXPECT_EQ(program_->stop(), 0);
}

TEST_F(NewSubscriber, OfFramesThatAFilterMakes) {
    run(source("cam") + "filters:\n  half: { type: every_nth, from: cam, n: 2 }\n", "half");
    EXPECT_LT(longest_wait("half/jpeg/"), 4 * period) << "two periods of its own";
    EXPECT_EQ(program_->stop(), 0);
}

}  // namespace
}  // namespace sluice::test
