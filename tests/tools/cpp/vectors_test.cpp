// Every message in sinks/zmq/vectors, as the client reads it: by itself, and from a socket.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

#include <sluice/client.hpp>

namespace sluice::client {
namespace {

struct Vector {
    std::string file;
    std::vector<std::string> parts;
    nlohmann::json reads;  // null: it is passed over
};

std::string from_base64(const std::string& text) {
    static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : text) {
        const auto value = letters.find(c);
        if (value == std::string::npos) continue;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out += static_cast<char>(bits >> have & 0xff);
    }
    return out;
}

std::vector<Vector> vectors() {
    std::vector<Vector> out;
    for (const auto& entry : std::filesystem::directory_iterator(SLUICE_VECTORS)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path());
        const auto json = nlohmann::json::parse(file);
        Vector vector;
        vector.file = entry.path().filename();
        for (const auto& part : json["parts"])
            vector.parts.push_back(part.is_string() ? part.get<std::string>() : from_base64(part["base64"]));
        if (json.contains("reads")) vector.reads = json["reads"];
        out.push_back(std::move(vector));
    }
    return out;
}

constexpr const char* kinds[] = {"jpeg", "raw", "notes", "event", "stat"};

TEST(ClientVectors, EachIsReadOrPassedOver) {
    const auto all = vectors();
    ASSERT_GE(all.size(), 30u);
    for (const Vector& vector : all) {
        SCOPED_TRACE(vector.file);
        if (vector.parts.size() < 3) continue;  // the socket's test has these
        const auto message = read_message(vector.parts[0], vector.parts[1], vector.parts[2].size());
        ASSERT_EQ(message.has_value(), !vector.reads.is_null());
        if (!message) continue;
        EXPECT_EQ(message->name, vector.reads["name"]);
        EXPECT_EQ(kinds[static_cast<int>(message->kind)], vector.reads["kind"]);
        EXPECT_EQ(message->header, vector.reads["header"]);
        EXPECT_EQ(vector.parts[2].size(), vector.reads["payload_size"]);
        const nlohmann::json& header = message->header;
        if (message->frame) {
            EXPECT_EQ(message->frame->src, header["src"]);
            EXPECT_EQ(message->frame->seq, header["seq"]);
            EXPECT_EQ(message->frame->epoch, header["epoch"]);
            EXPECT_EQ(message->frame->ts_us, header["ts_us"]);
            EXPECT_EQ(message->frame->wall_us, header["wall_us"]);
            EXPECT_EQ(message->frame->width, header["w"]);
            EXPECT_EQ(message->frame->height, header["h"]);
            EXPECT_EQ(message->frame->cam_seq, header["cam_seq"]);
            EXPECT_EQ(message->frame->orig, header["orig"]);
            EXPECT_EQ(message->frame->src_epoch.value_or(0), header.value("src_epoch", std::uint64_t{0}));
            EXPECT_EQ(message->frame->boot, header.value("boot", ""));
            EXPECT_EQ(message->frame->notes_left_out, header.value("notes_left_out", false));
            EXPECT_EQ(message->frame->notes, header.value("notes", nlohmann::json::object()));
            EXPECT_EQ(message->frame->planes.size(), header.value("planes", nlohmann::json::array()).size());
        } else if (message->event) {
            EXPECT_EQ(message->event->state, header["event"]);
            EXPECT_EQ(message->event->why, header["why"]);
        } else {
            EXPECT_EQ(message->stat->boot, header["boot"]);
            EXPECT_EQ(message->stat->topics.size(), header["topics"].size());
        }
    }
}

TEST(ClientVectors, ASocketThatGetsAllOfThemGoesOn) {
    const auto all = vectors();
    zmq::context_t context;
    zmq::socket_t publisher(context, zmq::socket_type::xpub);
    publisher.set(zmq::sockopt::linger, 0);
    publisher.set(zmq::sockopt::sndhwm, 0);
    publisher.bind("tcp://127.0.0.1:*");
    Options options;
    options.every_frame = true;
    Subscriber sub(publisher.get(zmq::sockopt::last_endpoint), {""}, options);
    for (int subscriptions = 0; subscriptions < 2; ++subscriptions) {
        zmq::message_t subscription;
        publisher.set(zmq::sockopt::rcvtimeo, 10000);
        ASSERT_TRUE(publisher.recv(subscription));
    }
    std::size_t frames = 0, events = 0, ignored = 0;
    for (const Vector& vector : all) {
        for (std::size_t i = 0; i < vector.parts.size(); ++i)
            ASSERT_TRUE(publisher.send(zmq::buffer(vector.parts[i]),
                                       i + 1 < vector.parts.size() ? zmq::send_flags::sndmore : zmq::send_flags::none));
        const std::string kind = vector.reads.is_null() ? "" : vector.reads["kind"].get<std::string>();
        if (kind == "event") ++events;
        else if (kind.empty()) ++ignored;
        else if (kind != "stat") ++frames;
    }
    for (std::size_t i = 0; i < frames; ++i) {
        const auto frame = sub.next(std::chrono::seconds(10));
        ASSERT_TRUE(frame) << i;
        EXPECT_EQ(frame->payload().size(), frame->header().size);
        if (frame->kind() == Kind::jpeg) {
            EXPECT_EQ(frame->jpeg().text().substr(0, 2), "\xff\xd8");
        } else {
            EXPECT_THROW((void)frame->jpeg(), Error);
        }
    }
    while (const auto more = sub.next(std::chrono::milliseconds(1))) ADD_FAILURE() << more->json().dump();
    std::size_t events_read = 0;
    while (sub.event()) ++events_read;
    EXPECT_EQ(events_read, events);
    EXPECT_TRUE(sub.stat());
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (sub.ignored() < ignored && std::chrono::steady_clock::now() < until) (void)sub.next(std::chrono::milliseconds(1));
    EXPECT_EQ(sub.ignored(), ignored);
}

}  // namespace
}  // namespace sluice::client
