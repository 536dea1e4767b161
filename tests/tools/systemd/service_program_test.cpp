// The program as a service: what it tells the manager that started it, and what the journal gets.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <sluice/unique_fd.hpp>

#include "tests/support/program.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/subscriber.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto watchdog = 2s;

class ServiceProgram : public testing::Test {
protected:
    ServiceProgram() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, notify().c_str(), sizeof address.sun_path - 1);
        manager_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(manager_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
    [[nodiscard]] std::string notify() const { return (folder_.path() / "notify").string(); }
    [[nodiscard]] std::string live() const { return "ipc://" + (folder_.path() / "live").string(); }

    std::unique_ptr<Program> run(const std::string& filters = {}, const std::string& from = "front") {
        folder_.put("a.yaml", "sluice: 1\nsources: { front: { type: pattern, size: 160x120, fps: 50 } }\n" + filters +
                                  "sinks: { live: { type: zmq, bind: \"" + live() + "\", from: " + from + " } }\n");
        return start();
    }
    // Runs a.yaml, its stderr the journal if so wished.
    std::unique_ptr<Program> start(bool journal = false) {
        Program::Start start;
        start.arguments = {SLUICE_PROGRAM, "run", (folder_.path() / "a.yaml").string(), "--plugin-path", SLUICE_HELD_PLUGIN};
        start.environment = {{"NOTIFY_SOCKET", notify()}, {"WATCHDOG_USEC", std::to_string(std::chrono::microseconds(watchdog).count())}};
        start.output = (folder_.path() / "program").string();
        if (journal) {
            folder_.put("program.err", std::string_view());
            struct stat status {};
            ::stat((start.output + ".err").c_str(), &status);
            start.environment["JOURNAL_STREAM"] = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
        }
        return std::make_unique<Program>(start);
    }

    // The next message, or "" after that time.
    [[nodiscard]] std::string hear(std::chrono::milliseconds most = 30s) const {
        const timeval left{most.count() / 1000, (most.count() % 1000) * 1000};
        ::setsockopt(manager_.get(), SOL_SOCKET, SO_RCVTIMEO, &left, sizeof left);
        char buffer[4096];
        const auto size = ::recv(manager_.get(), buffer, sizeof buffer, 0);
        return {buffer, size > 0 ? static_cast<std::size_t>(size) : 0};
    }
    [[nodiscard]] bool hears(const std::string& wanted) const {
        for (std::string message = hear(); !message.empty(); message = hear())
            if (message == wanted) return true;
        return false;
    }
    // All that has come and nobody has read yet.
    [[nodiscard]] std::vector<std::string> heard() const {
        std::vector<std::string> all;
        for (std::string message = hear(1ms); !message.empty(); message = hear(1ms)) all.push_back(message);
        return all;
    }

    ScratchFolder folder_;
    UniqueFd manager_;
};

TEST_F(ServiceProgram, IsReadyOnceItCanBeWatched) {
    const auto program = run();
    ASSERT_TRUE(hears("READY=1")) << program->err();
    EXPECT_TRUE(std::filesystem::is_socket(folder_.path() / "live"));
    Subscriber subscriber(live(), "front/jpeg/");
    EXPECT_TRUE(subscriber.receive()) << program->err();
}

TEST_F(ServiceProgram, SaysInALineHowItsSourcesAre) {
    const auto program = run();
    ASSERT_TRUE(hears("STATUS=1 of 1 sources online")) << program->err();
}

TEST_F(ServiceProgram, FeedsTheWatchdogAtLeastAtHalfItsPeriod) {
    const auto program = run();
    ASSERT_TRUE(hears("READY=1")) << program->err();
    ASSERT_TRUE(hears("WATCHDOG=1"));
    auto last = SteadyClock::now();
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(hears("WATCHDOG=1"));
        const auto now = SteadyClock::now();
        EXPECT_LE(now - last, watchdog / 2);
        last = now;
    }
}

TEST_F(ServiceProgram, SaysThatItStopsBeforeItEnds) {
    const auto program = run();
    ASSERT_TRUE(hears("READY=1")) << program->err();
    EXPECT_EQ(program->stop(), 0);
    const auto last = heard();
    EXPECT_EQ(std::count(last.begin(), last.end(), "STOPPING=1"), 1);
}

TEST_F(ServiceProgram, ALaneThatDoesNotComeBackIsNamedAndTheWatchdogStarves) {
    folder_.put("gate", std::string_view("shut"));
    const auto gate = folder_.path() / "gate";
    const auto program = run("filters: { stuck: { type: held, run: always, by: " + gate.string() + ", from: { node: front, queue: 1 } } }\n", "[front, stuck]");
    ASSERT_TRUE(hears("READY=1")) << program->err();
    ASSERT_TRUE(program->says("has not come back from its driver or filter for")) << program->err();
    (void)heard();
    EXPECT_EQ(hear(watchdog), "") << "it is not well";
    std::filesystem::remove(gate);
    EXPECT_TRUE(hears("WATCHDOG=1")) << program->err();
    EXPECT_TRUE(program->says("is back after")) << program->err();
    EXPECT_EQ(program->stop(), 0) << program->err();
}

TEST_F(ServiceProgram, AWrongConfigIsStatusTwoAndEachLineOfItAnError) {
    folder_.put("a.yaml", std::string_view("sluice: 1\nsources: { front: { type: patern } }\nsinks: { live: { type: zmq, bindd: 3 } }\n"));
    const auto program = start(true);
    EXPECT_EQ(program->wait(), 2);
    EXPECT_EQ(hear(1ms), "") << "it never ran";
    std::istringstream lines(program->err());
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) EXPECT_TRUE(line.starts_with("<3>")) << line;
    EXPECT_GE(count, 3);
}

TEST_F(ServiceProgram, ACameraThatIsNotThereIsStatusOneAndNeverReady) {
    folder_.put("a.yaml", std::string_view("sluice: 1\nsources: { front: { type: v4l2, device: /dev/nothing } }\n"
                                           "sinks: { count: { type: 'null', from: front } }\n"));
    const auto program = start(true);
    EXPECT_EQ(program->wait(), 1);
    const auto said = heard();
    EXPECT_EQ(std::count(said.begin(), said.end(), "READY=1"), 0);
    EXPECT_TRUE(program->err().starts_with("<3>front: ")) << program->err();
}

}  // namespace
}  // namespace sluice::test
