// What no well-behaved publisher sends.
#include <random>

#include <gtest/gtest.h>

#include <sluice/client.hpp>

namespace sluice::client {
namespace {

const std::string good = R"({"v":1,"src":"front","seq":5,"epoch":7,"ts_us":1,"wall_us":2,"codec":"nv12","w":4,"h":2,"size":12,)"
                         R"("cam_seq":9,"orig":false,"planes":[[0,4,2],[8,4,1]]})";

std::string with(std::string from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
}

TEST(ClientMessage, ReadsPlanesThatLieInThePayload) {
    const auto message = read_message("front/raw/", good, 12);
    ASSERT_TRUE(message && message->frame);
    ASSERT_EQ(message->frame->planes.size(), 2u);
    EXPECT_EQ(message->frame->planes[1].offset, 8u);
}

TEST(ClientMessage, RefusesPlanesThatWouldReadForeignMemory) {
    for (const char* planes : {"[[0,4,2],[9,4,1]]", "[[0,4,2],[8,4,2]]", "[[0,4,2],[8,9007199254740991,1]]", "[[0,4,2],[8,4,9007199254740991]]",
                               "[[0,4,2],[9007199254740991,4,1]]", "[[0,4,2],[-1,4,1]]", "[[0,4,2],8]", "[[0,4],[8,4,1]]", "{}", "null", "[]",
                               "[[0,3,2],[8,4,1]]", "[[0,4,1],[8,4,1]]", "[[0,4,2],[8.0,4,1]]"})
        EXPECT_FALSE(read_message("front/raw/", with("[[0,4,2],[8,4,1]]", planes), 12)) << planes;
}

TEST(ClientMessage, RefusesWhatIsNoTopic) {
    for (const char* topic : {"", "/", "//", "front", "front/", "front/raw", "/raw/", "front//", "front/raw/x", "fr ont/raw/", "1front/raw/",
                              "front/raw/raw/", "sluice/raw/", "front/stat/", "front/RAW/", "a23456789012345678901234567890123/raw/"})
        EXPECT_FALSE(read_message(topic, good, 12)) << topic;
}

TEST(ClientMessage, RefusesHeadersBeyondTheLimits) {
    const auto sized = [](std::size_t size) { return with("}", ",\"x\":\"" + std::string(size - good.size() - 7, 'x') + "\"}"); };
    ASSERT_EQ(sized(64 << 10).size(), std::size_t{64} << 10);
    EXPECT_TRUE(read_message("front/raw/", sized(64 << 10), 12));
    EXPECT_FALSE(read_message("front/raw/", sized((64 << 10) + 1), 12));
    const auto deep = [](std::size_t depth) { return with("}", ",\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}"); };
    EXPECT_TRUE(read_message("front/raw/", deep(16), 12));
    EXPECT_FALSE(read_message("front/raw/", deep(100), 12));
    EXPECT_FALSE(read_message("front/raw/", deep(30000), 12));
    EXPECT_FALSE(read_message("front/raw/", std::string(60000, '['), 12));
    EXPECT_FALSE(read_message("front/raw/", with("front", "fr\xffont"), 12));
}

TEST(ClientMessage, AnyBytesAreReadOrPassedOver) {
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
        std::string text = good;
        for (int changes = 0; changes < 3; ++changes) text[random() % text.size()] = static_cast<char>(random());
        const auto message = read_message("front/raw/", text, 12);
        if (!message) continue;
        for (const Plane& plane : message->frame->planes) ASSERT_LE(plane.offset + plane.stride * plane.rows, 12u) << text;
    }
}

}  // namespace
}  // namespace sluice::client
