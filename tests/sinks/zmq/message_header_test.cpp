#include "sinks/zmq/message_header.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sluice::zmq_sink_parts {
namespace {

using Json = nlohmann::json;

FrameInfo camera() {
    FrameInfo info;
    info.width = 1280;
    info.height = 720;
    info.source = "front";
    info.epoch = 1760000000123;
    info.sequence = 907;
    info.captured = Clock::time_point(std::chrono::microseconds(123'456'789));
    return info;
}

std::string header(const FrameInfo& info, const Notes& notes = {}, HeaderFacts facts = {5, 1'760'000'001'000'000, 65'432}) {
    std::string out = "what was there before";
    write_header(out, info, notes, facts);
    return out;
}

// Byte for byte: wire_vectors_test.cpp.
TEST(MessageHeader, OfAJpegIsExactlyThis) {
    EXPECT_EQ(header(camera()),
              R"({"v":1,"src":"front","seq":5,"epoch":1760000000123,"ts_us":123456789,"wall_us":1760000001000000,)"
              R"("codec":"jpeg","w":1280,"h":720,"size":65432,"cam_seq":907,"orig":true})");
}

TEST(MessageHeader, OfARawPictureTellsItsPlanes) {
    FrameInfo info = camera();
    info.format = Format::nv12;
    info.width = 4;
    info.height = 2;
    info.original = false;
    info.planes.count = 2;
    info.planes.plane = {Plane{0, 4, 2}, Plane{8, 4, 1}, Plane{}};
    EXPECT_EQ(header(info, {}, {0, 1, 12}),
              R"({"v":1,"src":"front","seq":0,"epoch":1760000000123,"ts_us":123456789,"wall_us":1,)"
              R"("codec":"nv12","w":4,"h":2,"size":12,"cam_seq":907,"orig":false,"planes":[[0,4,2],[8,4,1]]})");
}

TEST(MessageHeader, OfNotesAloneHasNoPlanes) {
    FrameInfo info = camera();
    info.format = Format::gray;
    info.planes.count = 1;
    EXPECT_FALSE(Json::parse(header(info, {}, {0, 1, 0})).contains("planes"));
}

TEST(MessageHeader, OfARelayedFrameTellsOfItsCamera) {
    FrameInfo info = camera();
    info.source = "relay";
    info.origin = {"door", "0b-1", 77, std::chrono::microseconds(5), std::chrono::microseconds(6)};
    const Json json = Json::parse(header(info));
    EXPECT_EQ(json["src"], "door");
    EXPECT_EQ(json["ts_us"], 5);
    EXPECT_EQ(json["wall_us"], 6) << "as it was told there, whatever this machine's clock says";
    EXPECT_EQ(json["cam_seq"], 907);
    EXPECT_EQ(json["src_epoch"], 77);
    EXPECT_EQ(json["boot"], "0b-1");
    EXPECT_EQ(json["seq"], 5) << "the relay's own";
    EXPECT_EQ(json["epoch"], 1760000000123);
    info.origin.boot = {};
    EXPECT_FALSE(Json::parse(header(info)).contains("boot"));
}

TEST(MessageHeader, StaysJsonWhateverNameAFrameCameWith) {
    FrameInfo info = camera();
    info.origin.source = "a\"b\\\n\xff";
    info.origin.boot = "\"";
    const Json json = Json::parse(header(info));
    EXPECT_EQ(json["src"], "a_b___");
    EXPECT_EQ(json["boot"], "_");
}

TEST(MessageHeader, TakesTheLargestNumbers) {
    FrameInfo info = camera();
    info.sequence = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(Json::parse(header(info))["cam_seq"], std::numeric_limits<std::uint64_t>::max());
}

TEST(MessageHeader, CarriesNotesOfEachKind) {
    const Notes notes = Notes()
                            .with("motion", 0.25)
                            .with("open", true)
                            .with("count", std::int64_t{-3})
                            .with("text", std::string("hello"))
                            .with("boxes", std::vector<Box>{{1.5f, 2, 30, 40, "cat", 0.9f, 7}, {0, 0, 1, 1, "", 1, 0}});
    const Json json = Json::parse(header(camera(), notes));
    EXPECT_EQ(json["notes"]["motion"], 0.25);
    EXPECT_EQ(json["notes"]["open"], true);
    EXPECT_EQ(json["notes"]["count"], -3);
    EXPECT_EQ(json["notes"]["text"], "hello");
    EXPECT_EQ(json["notes"]["boxes"],
              Json::parse(R"([{"x":1.5,"y":2,"w":30,"h":40,"label":"cat","score":0.9,"id":7},{"x":0,"y":0,"w":1,"h":1,"score":1}])"));
}

TEST(MessageHeader, WritesNumbersOfBoxesAsShortAsTheyAre) {
    const std::string text = header(camera(), Notes().with("boxes", std::vector<Box>{{0.1f, 0.2f, 0.3f, 0.7f, "", 0.9f, 0}}));
    EXPECT_NE(text.find(R"("score":0.9,)"), std::string::npos) << text;
}

TEST(MessageHeader, StaysJsonWhateverIsInANote) {
    const std::string awkward = "a \"quote\" \\ \n\x01 \xff\xfe";
    const Notes notes = Notes()
                            .with("text", awkward)
                            .with("k\"ey\xff", true)
                            .with("nan", std::numeric_limits<double>::quiet_NaN())
                            .with("boxes", std::vector<Box>{{std::numeric_limits<float>::infinity(), 0, 0, 0, awkward, 1, 0}});
    const Json json = Json::parse(header(camera(), notes));
    EXPECT_EQ(json["notes"]["text"], "a \"quote\" \\ \n\x01 \xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(json["notes"]["boxes"][0]["label"], json["notes"]["text"]);
    EXPECT_TRUE(json["notes"]["nan"].is_null());
    EXPECT_TRUE(json["notes"]["boxes"][0]["x"].is_null());
}

TEST(MessageHeader, NeverExceedsItsLimitAndSaysWhenNotesWereLeftOut) {
    for (const std::size_t size : {60'000u, 65'000u, 65'300u, 65'400u, 65'536u, 1'000'000u}) {
        const std::string text = header(camera(), Notes().with("text", std::string(size, 'x')));
        EXPECT_LE(text.size(), most_header_bytes);
        const Json json = Json::parse(text);
        EXPECT_NE(json.contains("notes"), json.contains("notes_left_out")) << size;
    }
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
