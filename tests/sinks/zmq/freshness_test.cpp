#include "sinks/zmq/freshness.hpp"

#include <atomic>
#include <map>
#include <thread>

#include "tests/sinks/zmq/zmq_sink_fixture.hpp"

namespace sluice {
namespace {

using namespace test;
using namespace zmq_sink_parts;

TEST(Freshness, WaitsForNobodyUnlessThatIsWritten) {
    for (const Latency latency : {Latency::low, Latency::balanced}) {
        EXPECT_EQ(limits_for(latency, 1).send_timeout_ms, 0);
        EXPECT_FALSE(limits_for(latency, 1).nodrop);
    }
    EXPECT_EQ(limits_for(Latency::complete, 1).send_timeout_ms, 1000);
    EXPECT_TRUE(limits_for(Latency::complete, 1).nodrop);
}

TEST(Freshness, KeepsTheMoreTheMoreCompleteItIs) {
    for (const std::size_t topics : {1u, 4u, 64u}) {
        EXPECT_LT(limits_for(Latency::low, topics).sndhwm, limits_for(Latency::balanced, topics).sndhwm);
        EXPECT_LT(limits_for(Latency::balanced, topics).sndhwm, limits_for(Latency::complete, topics).sndhwm);
        EXPECT_LE(limits_for(Latency::low, topics).sndbuf, limits_for(Latency::balanced, topics).sndbuf);
    }
    EXPECT_EQ(limits_for(Latency::balanced, 0).sndhwm, 2);
}

TEST(Freshness, HasThreeNames) {
    EXPECT_EQ(latency_named("low"), Latency::low);
    EXPECT_EQ(latency_named("balanced"), Latency::balanced);
    EXPECT_EQ(latency_named("complete"), Latency::complete);
    EXPECT_FALSE(latency_named("lowest"));
}

// Reads everything, as fast as it comes, and remembers what each topic's count began and went on with.
class Everything {
public:
    explicit Everything(const std::string& endpoint) : subscriber_(endpoint, {""}), thread_([this] { read(); }) {}
    ~Everything() { thread_.join(); }

    [[nodiscard]] std::size_t count(const std::string& topic) {
        const std::lock_guard lock(mutex_);
        return counts_[topic];
    }
    [[nodiscard]] std::uint64_t lost() {
        const std::lock_guard lock(mutex_);
        return lost_;
    }
    Everything(const Everything&) = delete;
    Everything& operator=(const Everything&) = delete;

private:
    // Until the message that ends the test.
    void read() {
        std::map<std::string, std::uint64_t> next;
        for (;;) {
            const auto parts = subscriber_.receive();
            if (parts.size() != 3) return;
            if (parts[0] == "sluice/stat/") continue;
            const auto header = nlohmann::json::parse(parts[1]);
            const std::uint64_t seq = header["seq"];
            const std::lock_guard lock(mutex_);
            if (next.contains(parts[0])) lost_ += seq - next[parts[0]];
            next[parts[0]] = seq + 1;
            ++counts_[parts[0]];
            if (header.value("event", "") == "ended") return;
        }
    }

    Subscriber subscriber_;
    std::mutex mutex_;
    std::map<std::string, std::size_t> counts_;
    std::uint64_t lost_ = 0;
    std::thread thread_;
};

class InPhase : public ZmqSinkFixture, public testing::WithParamInterface<std::size_t> {
protected:
    void open_cameras(std::size_t count) {
        static constexpr const char* names[] = {"c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"};
        context_ = count == 4 ? std::make_unique<FakeSinkContext>(std::initializer_list<const char*>{names[0], names[1], names[2], names[3]})
                              : std::make_unique<FakeSinkContext>(std::initializer_list<const char*>{
                                    names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7]});
        sink_->open(*context_);
    }
};

// Frames, notes and changes of state of all of them at once, each time after the burst before has arrived: the moment that
// was the worst for a limit that counts per connection. 100 KB frames, as from a 720p webcam.
TEST_P(InPhase, CamerasOnOneSocketLoseNothingToOneWhoReadsEverything) {
    const std::size_t cameras = GetParam();
    open_cameras(cameras);
    Everything reader(endpoint_);
    for (std::size_t i = 0; i < cameras; ++i) ASSERT_TRUE(demand_becomes(Demand::bytes, i));
    const Control control(*sink_);
    const std::string picture(100'000, 'x');
    constexpr std::size_t rounds = 100;
    for (std::size_t round = 1; round <= rounds; ++round) {
        for (std::size_t i = 0; i < cameras; ++i) {
            write(make_frame(camera_info(round, 1), bytes_of(picture), Notes().with("n", std::int64_t{1})), i);
            change(round % 2 ? InputStatus::State::stalled : InputStatus::State::online, 1, "of the test", i);
        }
        attend();
        for (std::size_t i = 0; i < cameras; ++i) {
            const std::string name = "c" + std::to_string(i);
            for (const char* kind : {"/jpeg/", "/notes/", "/event/"})
                EXPECT_TRUE(wait_for([&] { return reader.count(name + kind) == round; }, std::chrono::seconds(10)))
                    << name << kind << " after " << round << ": " << reader.count(name + kind);
        }
        if (HasFailure()) break;
    }
    EXPECT_EQ(reader.lost(), 0u);
    change(InputStatus::State::ended, 1);
}

INSTANTIATE_TEST_SUITE_P(FourAndEight, InPhase, testing::Values(4, 8));

class CompleteSink : public ZmqSinkFixture {
protected:
    CompleteSink() { make({{"latency", {"complete"}}}); }
};

TEST_F(CompleteSink, WaitsForAReaderThatIsSlow) {
    open();
    Subscriber subscriber(endpoint_, {"cam/jpeg/"}, 1);
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    const Control control(*sink_);
    constexpr std::uint64_t count = 150;  // many times what the buffers take
    std::thread writer([&] {
        const std::string picture(200'000, 'x');
        for (std::uint64_t i = 0; i < count; ++i) write(make_frame(i, 1));
        for (std::uint64_t i = 0; i < count; ++i) write(make_frame(camera_info(i, 1), bytes_of(picture)));
    });
    for (std::uint64_t i = 0; i < 2 * count; ++i) {
        const auto parts = subscriber.receive();
        ASSERT_EQ(parts.size(), 3u);
        ASSERT_EQ(header(parts)["seq"], i);
    }
    writer.join();
    EXPECT_TRUE(context_->drops.empty());
}

TEST_F(CompleteSink, WaitsForNobodyOnceTheProgramStops) {
    open();
    Subscriber stalled(endpoint_, {"cam/jpeg/"}, 1);
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    const std::string picture(1 << 20, 'x');
    std::atomic<std::uint64_t> written = 0;
    std::thread writer([&] {
        while (!context_->stops) write(make_frame(camera_info(written++, 1), bytes_of(picture)));
    });
    std::uint64_t before = 0;
    auto since = Clock::now();
    const auto stuck = [&] {
        if (std::exchange(before, written.load()) != before) since = Clock::now();
        return Clock::now() - since > std::chrono::milliseconds(300);
    };
    EXPECT_TRUE(wait_for(stuck));
    const auto begin = Clock::now();
    context_->stops = true;
    writer.join();
    EXPECT_LT(Clock::now() - begin, std::chrono::milliseconds(500));
}

TEST_F(CompleteSink, CountsWhatAReaderDidNotTakeInTime) {
    open();
    Subscriber stalled(endpoint_, {"cam/jpeg/"}, 1);
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    const std::string picture(1 << 20, 'x');
    const Control control(*sink_);
    std::uint64_t written = 0;
    const auto begin = Clock::now();
    while (context_->drops.empty() && written < 500) write(make_frame(camera_info(written++, 1), bytes_of(picture)));
    EXPECT_EQ((context_->drops[{0, "subscriber too slow"}]), 1u);
    EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(990));
    EXPECT_LT(written, 500u);
    std::uint64_t seq = 0, read = 0;
    for (std::vector<std::string> parts; read + 1 < written; ++read) {
        parts = stalled.receive();
        ASSERT_EQ(parts.size(), 3u);
        EXPECT_EQ(header(parts)["seq"], seq++) << "all that was taken comes";
    }
    write(make_frame(written, 1));
    EXPECT_EQ(header(stalled.receive())["seq"], written) << "and the gap tells of the one that was not";
}

}  // namespace
}  // namespace sluice
