// How much one client may ask.
#include "sinks/zmq/latest_socket.hpp"

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sinks/zmq/latest_asker.hpp"
#include "tests/sinks/zmq/latest_sink_case.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using test::LatestAsker;
using test::wait_for;

constexpr auto most_at_once = static_cast<int>(Allowance::burst);

TEST(Allowance, IsABurstAndThenARate) {
    const auto began = Clock::now();
    Allowance allowance;
    for (int i = 0; i < most_at_once; ++i) ASSERT_TRUE(allowance.spend(began));
    EXPECT_FALSE(allowance.spend(began));
    EXPECT_FALSE(allowance.spend(began)) << "what is over is no debt, and no credit";
    const auto later = began + std::chrono::seconds(1);
    int more = 0;
    while (allowance.spend(later)) ++more;
    EXPECT_NEAR(more, Allowance::per_second, 2);
    allowance.refund();
    EXPECT_FALSE(allowance.spend(later)) << "it was below nothing";
    allowance.refund();
    allowance.refund();
    EXPECT_TRUE(allowance.spend(later));
}

class LatestSocketTest : public testing::Test {
protected:
    static constexpr int at_once = 128;
    static void ask(LatestAsker& asker) {
        for (int i = 0; i < at_once; ++i) asker.ask("cam/jpeg/");
    }
    // The next request, all of them at one moment: no time passes in which more may be asked.
    LatestSocket::Request next() {
        std::optional<LatestSocket::Request> request;
        EXPECT_TRUE(wait_for([&] { return (request = socket_.receive(now_)).has_value(); }));
        return request.value_or(LatestSocket::Request());
    }

    test::ScratchFolder folder_;
    std::string endpoint_ = "ipc://" + (folder_.path() / "l.ipc").string();
    LatestSetup setup_{{endpoint_}, 1, {}, {}};
    LatestSocket socket_{setup_};
    Clock::time_point now_ = Clock::now();
};

TEST_F(LatestSocketTest, WhoAsksWithoutEndIsCutOff) {
    LatestAsker flood(endpoint_);
    for (int i = 0; i < most_at_once; ++i) {
        if (i % at_once == 0) ask(flood);
        ASSERT_FALSE(next().too_much) << i;
    }
    EXPECT_EQ(socket_.cut_off(), 0u);
    flood.ask("cam/jpeg/");
    EXPECT_TRUE(next().too_much);
    EXPECT_EQ(socket_.cut_off(), 1u);
    LatestAsker other(endpoint_);
    other.ask("cam/jpeg/");
    EXPECT_FALSE(next().too_much) << "it is another's fault";
}

TEST_F(LatestSocketTest, WhoGetsWhatItAsksForMayGoOn) {
    LatestAsker asker(endpoint_);
    for (int i = 0; i < 2 * most_at_once; ++i) {
        if (i % at_once == 0) ask(asker);
        const LatestSocket::Request request = next();
        ASSERT_FALSE(request.too_much) << i;
        socket_.met(request.peer);
    }
    EXPECT_EQ(socket_.cut_off(), 0u);
}

class LatestFloodTest : public test::LatestSinkCase {};

TEST_F(LatestFloodTest, EndlessRequestsAreCutOffAndCounted) {
    open();
    LatestAsker flood(endpoint_);
    flood.set(ZMQ_RCVHWM, 1);
    LatestAsker honest(endpoint_);
    const auto refused = [&] {
        for (int i = 0; i < 500; ++i) flood.send("nonsense", ZMQ_DONTWAIT);
        honest.ask("sluice/stat/");
        const Json stat = Json::parse(answer_to(honest)[1]);
        return stat.contains("refused") ? stat["refused"].value("asked for too much", 0) : 0;
    };
    EXPECT_TRUE(wait_for([&] { return refused() > 0; }));
    honest.ask("cam");
    EXPECT_EQ(frames_until_answer(honest)[0], "cam/jpeg/");
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
