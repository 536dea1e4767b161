// Many subscribers and many cameras on one socket: those that stop or die take nothing from the others and leave
// nothing behind.
#include <algorithm>
#include <csignal>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

std::ptrdiff_t open_files(const Program& program) {
    const std::filesystem::directory_iterator files("/proc/" + std::to_string(program.pid()) + "/fd");
    return std::distance(begin(files), end(files));
}

class ManySubscribers : public SluiceProgram {
protected:
    // What to bind for this transport, and where that is reached once the program runs.
    [[nodiscard]] std::string bind(const std::string& transport) const { return transport == "tcp" ? "tcp://127.0.0.1:*" : ipc(); }
    [[nodiscard]] static std::string reached_at(const Program& program, const std::string& transport) {
        EXPECT_TRUE(program.says(transport + "://")) << program.err();
        const std::string said = program.out() + program.err();
        const auto at = said.find(transport + "://");
        return said.substr(at, said.find_first_of(" ,\n", at) - at);
    }
    /// A subscriber that is a process of its own: it can be stopped and killed.
    class Reader {
    public:
        Reader(const std::string& endpoint, const std::filesystem::path& folder) : pictures_(folder) {
            std::filesystem::create_directories(folder);
            program_.emplace(Program::Start{.arguments = {SLUICE_FLOOR_READER, endpoint, "front0/jpeg/", "--dump", folder.string()},
                                            .environment = {},
                                            .output = folder.string()});
        }
        ~Reader() {
            program_.reset();
            std::filesystem::remove_all(pictures_);
        }
        Reader(const Reader&) = delete;
        Reader& operator=(const Reader&) = delete;

        [[nodiscard]] bool has_a_picture() const { return !std::filesystem::is_empty(pictures_); }
        void signal(int number) const { program_->signal(number); }

    private:
        std::filesystem::path pictures_;
        std::optional<Program> program_;
    };
    [[nodiscard]] std::unique_ptr<Reader> reader(const std::string& endpoint) {
        return std::make_unique<Reader>(endpoint, folder_.path() / ("reader" + std::to_string(readers_++)));
    }

private:
    int readers_ = 0;
};

TEST_F(ManySubscribers, FourteenLoseNothingBesideThreeThatAreStoppedAndThreeThatAreKilledAgainAndAgain) {
    const FakeCameras cameras(folder_.path(), 1, 10);
    const auto program = sluice({"run", cameras_config(cameras, 1)}, &cameras);
    std::vector<std::unique_ptr<Subscriber>> healthy;
    for (int i = 0; i < 14; ++i) healthy.push_back(std::make_unique<Subscriber>(ipc(), "front0/jpeg/"));
    std::vector<std::uint64_t> seq;
    for (const auto& subscriber : healthy) {
        const auto message = subscriber->receive();
        ASSERT_TRUE(message) << program->err();
        seq.push_back(message->header["seq"]);
    }
    std::vector<std::unique_ptr<Reader>> stopped;
    for (int i = 0; i < 3; ++i) stopped.push_back(reader(ipc()));
    for (const auto& one : stopped) {
        ASSERT_TRUE(wait_for([&] { return one->has_a_picture(); }));
        one->signal(SIGSTOP);
    }
    const auto without_killed = open_files(*program);
    std::vector<std::unique_ptr<Reader>> killed(3);
    int killed_while_reading = 0;
    long before = 0;
    for (int round = 0; round < 100; ++round) {
        if (round % 5 == 0)  // while a frame is under way to everybody
            for (auto& one : killed) {
                killed_while_reading += one && one->has_a_picture() ? 1 : 0;
                one = nullptr;
                one = reader(ipc());
            }
        for (std::size_t i = 0; i < healthy.size(); ++i) {
            const auto message = healthy[i]->receive();
            ASSERT_TRUE(message) << program->err();
            ASSERT_EQ(message->header["seq"], ++seq[i]) << "subscriber " << i << ", round " << round;
        }
        if (round == 40) before = program->status_kib();
    }
    EXPECT_GT(killed_while_reading, 0);
    if (!SLUICE_SANITIZED) {  // a sanitizer keeps freed memory for a while, on purpose
        EXPECT_LT(program->status_kib() - before, 4 << 10);
    }
    killed.clear();
    EXPECT_TRUE(wait_for([&] { return open_files(*program) <= without_killed; })) << open_files(*program) << " files, before " << without_killed;
    EXPECT_EQ(cameras.stats(0).dropped, 0u);
    EXPECT_EQ(program->stop(), 0);
}

class CamerasInPhase : public ManySubscribers, public testing::WithParamInterface<std::pair<unsigned, std::string>> {};

TEST_P(CamerasInPhase, LoseNothingOnTheWayToAHealthySubscriber) {
    const auto& [count, transport] = GetParam();
    FakeCameras cameras(folder_.path(), count, 10);  // bursts are what this is about: a machine with other work has 0.2 s for each
    cameras.set("PHASE", "0");  // all their frames are due at the same instants
    const auto program = sluice({"run", cameras_config(cameras, count, bind(transport))}, &cameras);
    Subscriber subscriber(reached_at(*program, transport), "front");
    std::map<std::string, std::int64_t> last;
    for (unsigned i = 0; i < 80 * count; ++i) {
        const auto message = subscriber.receive();
        ASSERT_TRUE(message) << program->err();
        if (!message->topic.ends_with("/jpeg/")) continue;  // notes and events come too, and take room as frames do
        const std::int64_t seq = message->header.value("seq", std::int64_t{-1});
        if (last.contains(message->topic)) {
            EXPECT_EQ(seq, last[message->topic] + 1) << message->topic;
        }
        last[message->topic] = seq;
    }
    EXPECT_EQ(last.size(), count);
    EXPECT_EQ(program->stop(), 0);
}
INSTANTIATE_TEST_SUITE_P(OnOneSocket, CamerasInPhase, testing::Values(std::pair{4u, "tcp"}, std::pair{8u, "ipc"}, std::pair{8u, "tcp"}),
                         [](const auto& test) { return std::to_string(test.param.first) + "_" + test.param.second; });

class EachTransport : public ManySubscribers, public testing::WithParamInterface<std::string> {};

TEST_P(EachTransport, BringsTheBuffersOfAKilledSubscriberHomeWithinTwoSeconds) {
    constexpr int buffers = 5;
    const FakeCameras cameras(folder_.path(), 1, 60);
    const auto program = sluice({"run", write("one.yaml", "sluice: 1\nsources: { front0: { type: v4l2, device: \"" + cameras.device(0) +
                                                              "\", buffers: 5 } }\nsinks: { live: { type: zmq, bind: \"" +
                                                              bind(GetParam()) + "\", from: front0 } }\n")},
                                &cameras);
    const std::string endpoint = reached_at(*program, GetParam());
    const auto away = [&] {
        const auto stats = cameras.stats(0);
        return static_cast<int>(stats.dequeued) - static_cast<int>(stats.queued) + buffers;
    };
    for (const bool alone : {true, false}) {
        std::optional<Subscriber> beside;
        if (!alone) {
            beside.emplace(endpoint, "front0/jpeg/");
            ASSERT_TRUE(beside->receive()) << program->err();
        }
        const auto stalled = reader(endpoint);
        ASSERT_TRUE(wait_for([&] { return stalled->has_a_picture(); })) << program->err();
        stalled->signal(SIGSTOP);
        ASSERT_TRUE(wait_for([&] {
            for (int i = 0; i < 50; ++i)  // they stay away
                if (away() < 2) return false;
            return true;
        })) << away();
        const auto given = cameras.stats(0).dequeued;
        ASSERT_TRUE(wait_for([&] { return cameras.stats(0).dequeued > given + 10; }));
        ASSERT_GE(away(), 2);
        stalled->signal(SIGKILL);
        EXPECT_TRUE(wait_for([&] { return away() == 0; }, std::chrono::seconds(2))) << away() << (alone ? ", alone" : ", another beside");
    }
    EXPECT_EQ(program->stop(), 0);
}

#if !SLUICE_SANITIZED
TEST_P(EachTransport, ForgetsThreeHundredThatCameAndWentWhileNothingFlowed) {
    const auto program = sluice({"run", write("slow.yaml", "sluice: 1\nsources: { slow: { type: pattern, size: 64x64, fps: 1/60 } }\n"
                                                           "sinks: { live: { type: zmq, bind: \"" +
                                                               bind(GetParam()) + "\", from: slow } }\n")});
    const std::string endpoint = reached_at(*program, GetParam());
    const auto files = open_files(*program);
    const auto come_and_go = [&] {
        {
            const Subscriber subscriber(endpoint, "slow/jpeg/");
            ASSERT_TRUE(wait_for([&] { return open_files(*program) > files; }));
        }
        ASSERT_TRUE(wait_for([&] { return open_files(*program) <= files; }));
    };
    for (int i = 0; i < 50; ++i) come_and_go();
    const long before = program->status_kib();
    for (int i = 0; i < 300; ++i) come_and_go();
    EXPECT_TRUE(wait_for([&] { return program->status_kib() - before < 400; }, std::chrono::seconds(3)))
        << program->status_kib() - before << " KiB more";
    EXPECT_EQ(program->stop(), 0);
}
#endif

INSTANTIATE_TEST_SUITE_P(Of, EachTransport, testing::Values("ipc", "tcp"), [](const auto& test) { return test.param; });

}  // namespace
}  // namespace sluice::test
