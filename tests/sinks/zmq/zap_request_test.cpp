#include "sinks/zmq/zap_request.hpp"

#include <zmq.h>

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sluice::zmq_sink_parts {
namespace {

std::vector<std::string> good() { return {"1.0", "1", "sluice-1", "192.168.1.7", "", "CURVE", std::string(32, 'k')}; }

TEST(ZapRequest, IsReadAsLibzmqAsks) {
    const auto request = parse_zap_request(good());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->domain, "sluice-1");
    EXPECT_EQ(request->address, "192.168.1.7");
    std::array<std::uint8_t, 32> key{};
    ASSERT_EQ(request->public_key.size(), 40u);
    ASSERT_NE(zmq_z85_decode(key.data(), request->public_key.c_str()), nullptr);
    EXPECT_EQ(std::string(key.begin(), key.end()), std::string(32, 'k'));
}

TEST(ZapRequest, AnythingElseIsNone) {
    EXPECT_FALSE(parse_zap_request({}));
    for (const auto& [part, text] : std::vector<std::pair<std::size_t, std::string>>{
             {0, "2.0"}, {5, "NULL"}, {5, "PLAIN"}, {6, ""}, {6, std::string(31, 'k')}, {6, std::string(33, 'k')}, {3, std::string(1000, 'x')}}) {
        auto parts = good();
        parts[part] = text;
        EXPECT_FALSE(parse_zap_request(parts)) << part;
    }
    auto parts = good();
    parts.emplace_back("more");
    EXPECT_FALSE(parse_zap_request(parts));
    parts.resize(6);
    EXPECT_FALSE(parse_zap_request(parts));
}

TEST(ZapRequest, AnAnswerWithoutAUserIsANo) {
    EXPECT_EQ(zap_reply("7", "somebody")[2], "200");
    EXPECT_EQ(zap_reply("7", "")[2], "400");
    EXPECT_EQ(zap_reply("7", "")[1], "7");
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
