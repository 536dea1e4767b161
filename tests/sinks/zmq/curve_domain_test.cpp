// What is told of who was turned away.
#include "sinks/zmq/curve_domain.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scratch_folder.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class CurveDomainTest : public testing::Test {
protected:
    /// What was told since this was asked before.
    std::vector<std::string> told() { return std::exchange(lines_, {}); }
    void SetUp() override { lines_.clear(); }

    test::ScratchFolder folder_;
    std::vector<std::string> lines_;
    Clock::time_point now_ = Clock::now();
    CurveDomain domain_{"a", folder_.path().string(), [this](Level, const std::string& line) { lines_.push_back(line); }};
};

TEST_F(CurveDomainTest, OneClientWithoutAKeyIsOneLine) {
    domain_.refuse("broken handshake", {}, now_);
    domain_.refuse("no key", {}, now_ + 1s);
    domain_.look(now_ + 5s);
    domain_.refuse("broken handshake", {}, now_ + 6s);
    domain_.look(now_ + 12s);
    EXPECT_THAT(told(), ElementsAre("refused a connection: no key; it connects without curve"));
    EXPECT_EQ(domain_.refused().size(), 2u) << "both are counted";
}

TEST_F(CurveDomainTest, OfABrokenHandshakeAloneIsToldAMomentLater) {
    domain_.refuse("broken handshake", {}, now_);
    domain_.look(now_ + 1s);
    EXPECT_THAT(told(), IsEmpty()) << "its next try may tell more";
    domain_.refuse("broken handshake", {}, now_ + 2s);
    domain_.look(now_ + 3s);
    EXPECT_THAT(told(), ElementsAre("refused a connection: broken handshake (2 so far); it connects without curve, or is no client of ZeroMQ"));
    domain_.refuse("broken handshake", {}, now_ + 4s);
    domain_.look(now_ + 30s);
    EXPECT_THAT(told(), IsEmpty()) << "one line a minute";
    domain_.refuse("broken handshake", {}, now_ + 70s);
    domain_.look(now_ + 80s);
    EXPECT_EQ(told().size(), 1u);
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
