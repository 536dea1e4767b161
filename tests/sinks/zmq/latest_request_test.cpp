#include "sinks/zmq/latest_request.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sluice::zmq_sink_parts {
namespace {

using testing::HasSubstr;

LatestRequest read(std::string_view text) {
    LatestRequest request;
    EXPECT_EQ(parse_request(text, request), "") << text;
    return request;
}

std::string refusal(std::string_view text) {
    LatestRequest request;
    return parse_request(text, request);
}

TEST(LatestRequest, NeedsATopicAndNoMore) {
    const LatestRequest request = read(R"({"topic":"front/jpeg/"})");
    EXPECT_EQ(request.topic, "front/jpeg/");
    EXPECT_EQ(request.max_width, 4'294'967'295u);
    EXPECT_EQ(request.least_gap, Clock::duration(0));
}

TEST(LatestRequest, ReadsWidthAndRate) {
    const LatestRequest request = read(R"( {"v":1, "max_fps":5, "topic":"front/jpeg/", "max_w":640, "later": [{}]} )");
    EXPECT_EQ(request.max_width, 640u);
    EXPECT_EQ(request.least_gap, std::chrono::milliseconds(200));
    EXPECT_EQ(read(R"({"topic":"a","max_fps":0.5})").least_gap, std::chrono::seconds(2));
}

TEST(LatestRequest, TakesExtremesAsTheNearestItKnows) {
    EXPECT_EQ(read(R"({"topic":"a","max_w":16})").max_width, 16u);
    EXPECT_EQ(read(R"({"topic":"a","max_w":18446744073709551615})").max_width, 4'294'967'295u);
    EXPECT_EQ(read(R"({"topic":"a","max_fps":1e-300})").least_gap, std::chrono::hours(24));
    EXPECT_EQ(read(R"({"topic":"a","max_fps":1e300})").least_gap, Clock::duration(0));
}

TEST(LatestRequest, SaysWhatIsWrong) {
    EXPECT_THAT(refusal(""), HasSubstr("no JSON object; send {"));
    EXPECT_THAT(refusal("front/jpeg/"), HasSubstr("no JSON object"));
    EXPECT_THAT(refusal("[1]"), HasSubstr("no JSON object"));
    EXPECT_THAT(refusal(R"({"topic":"a"} x)"), HasSubstr("no JSON object"));
    EXPECT_THAT(refusal("{\"topic\":\"\xff\"}"), HasSubstr("no JSON object"));
    EXPECT_THAT(refusal("{}"), HasSubstr("without a topic; add"));
    EXPECT_THAT(refusal(R"({"topic":5})"), HasSubstr("without a topic"));
    EXPECT_THAT(refusal(R"({"v":2,"topic":"a"})"), HasSubstr("another version than 1"));
    EXPECT_THAT(refusal(R"({"v":"1","topic":"a"})"), HasSubstr("another version than 1"));
    for (const char* width : {"15", "0", "-640", "640.5", "\"640\"", "true", "null", "1e3"})
        EXPECT_THAT(refusal(std::string(R"({"topic":"a","max_w":)") + width + "}"), HasSubstr("max_w is no whole number")) << width;
    for (const char* rate : {"0", "-1", "\"5\"", "null", "[]"})
        EXPECT_THAT(refusal(std::string(R"({"topic":"a","max_fps":)") + rate + "}"), HasSubstr("max_fps is no number")) << rate;
}

TEST(LatestRequest, TakesNoHarmFromDepthAndLength) {
    EXPECT_THAT(refusal(std::string(1024, '[')), HasSubstr("no JSON object"));
    EXPECT_THAT(refusal(std::string(100'000, '{')), HasSubstr("longer than 1 KiB"));
}

TEST(LatestRequest, ARefusalIsJsonWhateverItTells) {
    const auto json = nlohmann::json::parse(refusal_header("there is no topic \"\xff\n\"; look"));
    EXPECT_EQ(json["v"], 1);
    EXPECT_THAT(json["why"].get<std::string>(), HasSubstr("there is no topic"));
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
