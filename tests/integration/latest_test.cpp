// Clients that ask for the newest frame, through the real program.
#include <zmq.h>

#include <chrono>

#include <nlohmann/json.hpp>

#include "tests/integration/sluice_program.hpp"
#include "tests/sinks/zmq/latest_asker.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

class Latest : public SluiceProgram {
protected:
    [[nodiscard]] std::unique_ptr<Program> run(const std::string& source) {
        const std::string text = "sluice: 1\nsources: { front: { " + source + " } }\nsinks: { fresh: { type: zmq_latest, bind: \"" + ipc() +
                                 "\", from: front } }\n";
        return sluice({"run", "--json", write("latest.yaml", text)});
    }
    /// By the sender's clock, which is this machine's.
    static std::chrono::milliseconds age(const Json& header) {
        const auto now = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch());
        return std::chrono::duration_cast<std::chrono::milliseconds>(now - std::chrono::microseconds(header["ts_us"].get<std::int64_t>()));
    }
};

TEST_F(Latest, AClientThatWorksBetweenTwoRequestsGetsFreshFrames) {
    const auto program = run("type: pattern, size: 320x240, fps: 30");
    LatestAsker asker(ipc());
    std::uint64_t camera = 0;
    for (int i = 0; i < 5; ++i) {
        asker.ask("front/jpeg/");
        const auto parts = asker.receive();
        ASSERT_EQ(parts.size(), 3u) << program->err();
        const Json header = Json::parse(parts[1]);
        EXPECT_EQ(header["seq"], i);
        EXPECT_EQ(header["size"], parts[2].size());
        EXPECT_EQ(header["orig"], true);
        if (!SLUICE_SANITIZED) {
            EXPECT_LT(age(header), std::chrono::milliseconds(150));
        }
        if (i > 0) {
            EXPECT_GE(header["cam_seq"], camera + 5) << "it missed what came while it worked";
        }
        camera = header["cam_seq"];
        const auto worked = Clock::now() + std::chrono::milliseconds(200);
        ASSERT_TRUE(wait_for([&] { return Clock::now() > worked; }));
    }
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(Latest, MakesFramesAsNarrowAsAsked) {
    const auto program = run("type: pattern, size: 1280x720, fps: 30");
    LatestAsker asker(ipc());
    asker.ask("front/jpeg/", ",\"max_w\":700,\"max_fps\":10");
    const auto parts = asker.receive();
    ASSERT_EQ(parts.size(), 3u) << program->err();
    const Json header = Json::parse(parts[1]);
    EXPECT_EQ(header["w"], 640);
    EXPECT_EQ(header["h"], 360);
    EXPECT_EQ(header["orig"], false);
    EXPECT_EQ(header["size"], parts[2].size());
    EXPECT_EQ(parts[2].substr(0, 2), "\xff\xd8");
    EXPECT_LT(parts[2].size(), 60'000u);
    asker.ask("front/jpeg/", ",\"max_w\":100");
    EXPECT_EQ(asker.receive().at(0), "sluice/error/");
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(Latest, OfASlowSourceTheSecondClientNeedNotWait) {
    const auto program = run("type: pattern, size: 320x240, fps: 1/8");
    LatestAsker first(ipc());
    first.ask("front/jpeg/");
    const auto parts = first.receive();
    ASSERT_EQ(parts.size(), 3u) << program->err();
    LatestAsker second(ipc(), "", ZMQ_REQ);
    second.ask("front/jpeg/");
    const auto same = second.receive();
    ASSERT_EQ(same.size(), 3u);
    EXPECT_EQ(same[2], parts[2]) << "not the next one, eight seconds later";
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(Latest, NothingRunsWhileNobodyAsks) {
    const auto program = run("type: pattern, size: 320x240, fps: 60");
    LatestAsker asker(ipc());
    asker.ask("front/jpeg/");
    ASSERT_EQ(asker.receive().size(), 3u) << program->err();
    const auto topic = [&] {
        asker.ask("sluice/stat/");
        const auto parts = asker.receive();
        return parts.size() == 3 ? Json::parse(parts[1])["topics"][0] : Json();
    };
    EXPECT_TRUE(wait_for([&] { return topic()["subscribers"] == 0; })) << "two seconds and the time to see them";
    EXPECT_EQ(topic()["drops"], Json::object()) << "what was not asked for is no loss";
    asker.ask("front/jpeg/");
    EXPECT_EQ(asker.receive().size(), 3u) << "and it begins again";
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(Latest, ManyThatComeAskAndGoLeaveNothingBehind) {
    const auto program = run("type: pattern, size: 320x240, fps: 60");
    const auto one = [&] {
        LatestAsker asker(ipc());
        asker.ask("front/jpeg/");
        return asker.receive().size() == 3;
    };
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(one()) << program->err();
    const long before = program->status_kib();
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(one());
    if (!SLUICE_SANITIZED) {
        EXPECT_TRUE(wait_for([&] { return program->status_kib() - before < 400; }, std::chrono::seconds(3)))
            << program->status_kib() - before << " KiB more";
    }
    EXPECT_EQ(program->stop(), 0);
    const Json report = final_report(*program);
    ASSERT_TRUE(report.is_object()) << program->out();
}

}  // namespace
}  // namespace sluice::test
