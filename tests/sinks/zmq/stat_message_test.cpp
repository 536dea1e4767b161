#include "sinks/zmq/stat_message.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sluice::zmq_sink_parts {
namespace {

using Json = nlohmann::json;

TEST(StatMessage, TellsWhoSendsAndHowEachTopicIs) {
    const auto now = Clock::now();
    TopicStat stat;
    stat.topic = "front/jpeg/";
    stat.source = "front";
    stat.status.state = InputStatus::State::stalled;
    stat.status.since = now;
    stat.status.width = 1280;
    stat.status.height = 720;
    stat.status.epoch = 1760000000123;
    stat.status.fps = 29.9712;
    stat.status.newest = now - std::chrono::milliseconds(2500);
    stat.status.drops = R"({"no end":3})";
    stat.bytes_per_second = 1234567.8;
    stat.subscribers = 2;
    const Json json = Json::parse(stat_header({stat}, now));
    EXPECT_EQ(json["v"], 1);
    EXPECT_TRUE(json["version"].is_string());
    EXPECT_EQ(json["boot"].get<std::string>().size(), 36u);
    EXPECT_TRUE(json["host"].is_string());
    EXPECT_TRUE(json["clock"] == "synchronized" || json["clock"] == "unsynchronized");
    EXPECT_EQ(json["ts_us"], microseconds(now));
    const Json& topic = json["topics"].at(0);
    EXPECT_EQ(topic["topic"], "front/jpeg/");
    EXPECT_EQ(topic["src"], "front");
    EXPECT_EQ(topic["codec"], "jpeg");
    EXPECT_EQ(topic["w"], 1280);
    EXPECT_EQ(topic["fps"], 29.97);
    EXPECT_EQ(topic["bytes_per_s"], 1234568);
    EXPECT_EQ(topic["state"], "stalled");
    EXPECT_EQ(topic["age_ms"], 2500);
    EXPECT_EQ(topic["drops"], Json({{"no end", 3}}));
    EXPECT_EQ(topic["subscribers"], 2);
}

TEST(StatMessage, BeforeTheFirstFrameHasNoAge) {
    TopicStat stat;
    stat.topic = "front/jpeg/";
    const Json json = Json::parse(stat_header({stat}, Clock::now()));
    EXPECT_FALSE(json["topics"][0].contains("age_ms"));
    EXPECT_EQ(json["topics"][0]["state"], "starting");
    EXPECT_EQ(json["topics"][0]["drops"], Json::object());
}

TEST(StatMessage, StaysJsonWhateverADriverSays) {
    TopicStat stat;
    stat.status.state = InputStatus::State::offline;
    stat.status.why = "driver said \"\xff\"\n";
    stat.status.drops = "not json";
    const Json json = Json::parse(stat_header({stat, stat}, Clock::now()));
    EXPECT_EQ(json["topics"].size(), 2u);
    EXPECT_EQ(json["topics"][0]["why"], "driver said \"\xef\xbf\xbd\"\n");
    EXPECT_EQ(json["topics"][1]["drops"], Json::object());
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
