#include "sinks/zmq/wire_reader.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace sluice::zmq_sink_parts {
namespace {

std::string header_with(const std::string& more) {
    return R"({"v":1,"src":"front","seq":5,"epoch":7,"ts_us":1,"wall_us":2,"codec":"jpeg","w":4,"h":2,"size":0,"cam_seq":9,"orig":true)" + more + "}";
}

WireFrame notes_frame(const std::string& notes) {
    const WireMessage message = read_wire("front/notes/", header_with(",\"notes\":" + notes), 0);
    const auto* frame = std::get_if<WireFrame>(&message);
    return frame ? *frame : throw std::runtime_error(std::get<WireUnread>(message).why);
}

std::string fault_of(std::string_view topic, const std::string& header, std::size_t payload = 0) {
    const WireMessage message = read_wire(topic, header, payload);
    const auto* unread = std::get_if<WireUnread>(&message);
    return !unread ? "" : (unread->malformed ? "malformed: " : "unknown: ") + unread->why;
}

TEST(WireReader, NotesBecomeWhatTheyWere) {
    const Notes notes = notes_frame(R"({"on":true,"n":-3,"share":0.25,"text":"so","none":null,"at":[],
        "boxes":[{"x":1.5,"y":2,"w":3,"h":4,"score":0.5,"label":"cat","id":7},{"x":null,"y":1e300,"w":0,"h":0,"id":"x"}]})").notes;
    EXPECT_EQ(std::get<bool>(*notes.find("on")), true);
    EXPECT_EQ(std::get<std::int64_t>(*notes.find("n")), -3);
    EXPECT_EQ(std::get<double>(*notes.find("share")), 0.25);
    EXPECT_EQ(std::get<std::string>(*notes.find("text")), "so");
    EXPECT_TRUE(std::isnan(std::get<double>(*notes.find("none"))));
    EXPECT_TRUE(std::get<std::vector<Box>>(*notes.find("at")).empty());
    const auto& boxes = std::get<std::vector<Box>>(*notes.find("boxes"));
    ASSERT_EQ(boxes.size(), 2u);
    EXPECT_EQ(boxes[0], (Box{1.5f, 2, 3, 4, "cat", 0.5f, 7}));
    EXPECT_TRUE(std::isnan(boxes[1].x));
    EXPECT_TRUE(std::isnan(boxes[1].y)) << "no float is so large";
    EXPECT_EQ(boxes[1].score, 1);
    EXPECT_EQ(boxes[1].id, 0);
}

TEST(WireReader, ANoteOfAnotherKindIsPassedOver) {
    const Notes notes = notes_frame(R"({"object":{},"texts":["a"],"half":[{"x":1,"y":1,"w":1}],"n":1})").notes;
    EXPECT_EQ(notes.end() - notes.begin(), 1);
    EXPECT_TRUE(notes.find("n"));
}

TEST(WireReader, SoManyNotesAndNoMore) {
    std::string many = "{";
    for (int i = 0; i < 5000; ++i) many += (i ? ",\"" : "\"") + std::to_string(i) + "\":1";
    const Notes notes = notes_frame(many + "}").notes;
    EXPECT_EQ(notes.end() - notes.begin(), 256);
}

TEST(WireReader, NestedTooDeepOrTooLongIsNoHeader) {
    const auto nested = [](int depth) { return header_with(",\"x\":" + std::string(depth, '[') + std::string(depth, ']')); };
    EXPECT_EQ(fault_of("front/notes/", nested(15)), "");
    EXPECT_EQ(fault_of("front/notes/", nested(16)), "malformed: its header is no JSON object");
    EXPECT_EQ(fault_of("front/notes/", nested(30'000)), "malformed: its header is no JSON object");
    EXPECT_EQ(fault_of("front/notes/", header_with(",\"x\":\"" + std::string(100, '[') + "\\\"[\"")), "") << "within a text";
    EXPECT_EQ(fault_of("front/notes/", header_with(",\"x\":\"" + std::string(65'000, 'x') + '"')), "");
    EXPECT_EQ(fault_of("front/notes/", header_with(",\"x\":\"" + std::string(65'536, 'x') + '"')), "malformed: its header is longer than 64 KiB");
}

TEST(WireReader, SaysWhatIsWrong) {
    EXPECT_EQ(fault_of("front/jpeg/", header_with(""), 9), "malformed: size says 0, the payload has 9 bytes");
    EXPECT_EQ(fault_of("front/jpeg/", R"({"v":1})"), "malformed: src is missing");
    EXPECT_EQ(fault_of("front/jpeg/", R"({"v":1,"src":"a b"})"), "malformed: src is no name");
    EXPECT_EQ(fault_of("front/jpeg/", R"({"v":1,"src":"a","seq":-1})"), "malformed: seq is no whole number from 0 to 9007199254740991");
    EXPECT_EQ(fault_of("front/jpeg/", R"({"v":3,"src":"a","seq":-1})"), "unknown: version 3 of the format");
    EXPECT_EQ(fault_of("front/jpeg/", "{\"v\":1,\"src\":\"\xff\"}"), "malformed: its header is no JSON object") << "no UTF-8";
    EXPECT_EQ(fault_of("front/notes/", header_with(R"(,"boot":"a\"b")")), "malformed: boot is no word");
    EXPECT_EQ(fault_of("front/notes/", header_with(R"(,"src_epoch":1.5)")), "malformed: src_epoch is no whole number from 0 to 9007199254740991");
    EXPECT_EQ(fault_of("front/notes/", header_with(R"(,"notes":[])")), "malformed: notes is no object");
    for (const char* topic : {"", "/", "front", "front/", "front//", "/jpeg/", "9/jpeg/", "front/jpeg/x"})
        EXPECT_TRUE(fault_of(topic, header_with("")).starts_with(std::string_view(topic) == "front//" ? "unknown" : "malformed")) << topic;
    EXPECT_TRUE(fault_of("a/b/jpeg/", header_with("")).starts_with("unknown"));
}

TEST(WireReader, PlanesLieWithinThePayload) {
    const auto raw = [](const char* codec, const std::string& planes, int size, int w, int h) {
        return fault_of("front/raw/", R"({"v":1,"src":"front","seq":5,"epoch":7,"ts_us":1,"wall_us":2,"cam_seq":9,"orig":true,"codec":")" + std::string(codec) +
                        R"(","w":)" + std::to_string(w) + ",\"h\":" + std::to_string(h) + ",\"size\":" + std::to_string(size) + ",\"planes\":" + planes + "}",
                        static_cast<std::size_t>(size));
    };
    EXPECT_EQ(raw("yuyv", "[[0,8,2]]", 16, 3, 2), "") << "an odd width has a whole pair";
    EXPECT_EQ(raw("yuyv", "[[0,6,2]]", 12, 3, 2), "malformed: a plane is smaller than the picture");
    EXPECT_EQ(raw("gray", "[[4,4,3]]", 16, 4, 3), "");
    EXPECT_EQ(raw("gray", "[[5,4,3]]", 16, 4, 3), "malformed: a plane reaches beyond the payload");
    EXPECT_EQ(raw("gray", "[[4294967295,4294967295,4294967295]]", 16, 4, 3), "malformed: a plane reaches beyond the payload");
    EXPECT_EQ(raw("gray", "[[4294967296,4,3]]", 16, 4, 3), "malformed: a plane is no [offset, stride, rows] of whole numbers");
    EXPECT_EQ(raw("gray", "[[0,4]]", 16, 4, 3), "malformed: a plane is no [offset, stride, rows] of whole numbers");
    EXPECT_EQ(raw("gray", "[[0,4,2]]", 16, 4, 3), "malformed: a plane is smaller than the picture");
    EXPECT_EQ(raw("nv21", "[[0,4,3],[12,4,1]]", 16, 4, 3), "malformed: a plane is smaller than the picture") << "half of three rows is two";
    EXPECT_EQ(raw("gray", "[]", 16, 4, 3), "malformed: planes is no list of as many planes as its codec has");
    EXPECT_EQ(raw("gray", "{}", 16, 4, 3), "malformed: planes is no list of as many planes as its codec has");
    EXPECT_EQ(raw("gray", "[[0,65535,65535]]", 16, 65535, 65535), "malformed: a plane reaches beyond the payload");
    EXPECT_EQ(raw("gray", "[[0,4,3]]", 16, 65536, 3), "malformed: w is no whole number from 0 to 65535");
    EXPECT_EQ(raw("jpeg", "[]", 16, 4, 3), "malformed: codec jpeg does not belong on a topic of raw");
}

TEST(WireReader, AStatOfTooManyTopicsIsNone) {
    std::string many;
    for (int i = 0; i < 1025; ++i) many += i ? ",{}" : "{}";
    const std::string head = R"({"v":1,"version":"1","host":"pi","boot":"b","ts_us":1,"wall_us":2,"topics":)";
    EXPECT_EQ(fault_of("sluice/stat/", head + "[" + many + "]}"), "malformed: topics is no list, or too long a one");
    EXPECT_EQ(fault_of("sluice/stat/", head + "[{}]}"), "malformed: topic is missing");
    EXPECT_EQ(fault_of("sluice/stat/", head + "[1]}"), "malformed: one of topics is no object");
    EXPECT_EQ(fault_of("sluice/stat/", head + "[]}"), "");
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
