#include "sinks/zmq/stat_message.hpp"

#include <limits>

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
    const Json json = Json::parse(stat_header({stat}, stat_facts(), now));
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
    const Json json = Json::parse(stat_header({stat}, stat_facts(), Clock::now()));
    EXPECT_FALSE(json["topics"][0].contains("age_ms"));
    EXPECT_EQ(json["topics"][0]["state"], "starting");
    EXPECT_EQ(json["topics"][0]["drops"], Json::object());
}

TEST(StatMessage, TellsWhatWasAgreedOnceItIsKnown) {
    TopicStat stat;
    EXPECT_FALSE(Json::parse(stat_header({stat}, stat_facts(), Clock::now()))["topics"][0].contains("fps_agreed"));
    EXPECT_FALSE(Json::parse(stat_header({stat}, stat_facts(), Clock::now()))["topics"][0].contains("stamp"));
    stat.agreed.emplace();
    stat.agreed->fps = 30;
    stat.agreed->moment = Moment::frame_end;
    stat.status.state = InputStatus::State::online;
    stat.status.why = "exposure_dynamic_framerate is on";
    stat.status.fps = std::numeric_limits<double>::quiet_NaN();
    const Json topic = Json::parse(stat_header({stat}, stat_facts(), Clock::now()))["topics"][0];
    EXPECT_EQ(topic["fps_agreed"], 30.0);
    EXPECT_EQ(topic["stamp"], "frame_end");
    EXPECT_EQ(topic["why"], "exposure_dynamic_framerate is on") << "of an online one too";
    EXPECT_EQ(topic["fps"], 0.0) << "a number, whatever was measured";
}

TEST(StatMessage, StaysJsonWhateverADriverSays) {
    TopicStat stat;
    stat.status.state = InputStatus::State::offline;
    stat.status.why = "driver said \"\xff\"\n";
    stat.status.drops = "not json";
    const Json json = Json::parse(stat_header({stat, stat}, stat_facts(), Clock::now()));
    EXPECT_EQ(json["topics"].size(), 2u);
    EXPECT_EQ(json["topics"][0]["why"], "driver said \"\xef\xbf\xbd\"\n");
    EXPECT_EQ(json["topics"][1]["drops"], Json::object());
}

TEST(StatMessage, TellsWhoWasRefusedWhereKeysAreAskedFor) {
    StatFacts facts = stat_facts();
    EXPECT_FALSE(Json::parse(stat_header({}, facts, Clock::now())).contains("refused"));
    facts.refused.emplace();
    EXPECT_EQ(Json::parse(stat_header({}, facts, Clock::now()))["refused"], Json::object());
    facts.refused->emplace("key not allowed", 3);
    EXPECT_EQ(Json::parse(stat_header({}, facts, Clock::now()))["refused"], Json({{"key not allowed", 3}}));
}

TEST(StatMessage, OfManyInputsWithMuchToTellStaysShort) {
    TopicStat stat;
    stat.status.why = std::string(5000, 'x');
    stat.status.drops = "{\"" + std::string(500, 'y') + "\":1}";
    const std::string text = stat_header(std::vector<TopicStat>(100, stat), stat_facts(), Clock::now());
    EXPECT_LE(text.size(), 64u << 10);
    EXPECT_EQ(Json::parse(text)["topics"].size(), 100u);
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
