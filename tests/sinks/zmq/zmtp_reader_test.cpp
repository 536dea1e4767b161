#include "sinks/zmq/zmtp_reader.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sinks/zmq/zmtp_command.hpp"

namespace sluice::zmq_sink_parts {
namespace {

struct Seen {
    std::vector<std::string> frames;  // "c:" or "m:" or "+:" for one that more follow, and the body
    ZmtpReader::Fault fault = ZmtpReader::Fault::none;
    bool greeted = false;
};

// In pieces of so many bytes.
Seen read(std::string_view bytes, std::size_t piece) {
    ZmtpReader reader;
    Seen seen;
    while (!bytes.empty() && reader.fault() == ZmtpReader::Fault::none) {
        const auto room = reader.room();
        const std::size_t size = std::min({piece, bytes.size(), room.size()});
        std::memcpy(room.data(), bytes.data(), size);
        bytes.remove_prefix(size);
        reader.filled(size);
        while (const auto frame = reader.next()) {
            const std::string body(reinterpret_cast<const char*>(frame->body.data()), frame->body.size());
            seen.frames.push_back((frame->command ? "c:" : frame->more ? "+:" : "m:") + body);
        }
    }
    seen.fault = reader.fault();
    seen.greeted = reader.greeted();
    return seen;
}

std::string long_frame(std::uint64_t size) {
    std::string text(1, '\2');
    for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(size >> shift & 0xff);
    return text;
}

TEST(ZmtpReader, TakesFramesApartHoweverTheyArrive) {
    std::string bytes = zmtp_greeting() + zmtp_ready();
    bytes += std::string("\0\5\1abcd", 7) + std::string("\1\2hi", 4) + std::string("\0\0", 2) + long_frame(300) + std::string(300, 'x');
    for (const std::size_t piece : {1u, 2u, 3u, 63u, 64u, 65u, 1000u}) {
        const Seen seen = read(bytes, piece);
        EXPECT_EQ(seen.fault, ZmtpReader::Fault::none);
        ASSERT_EQ(seen.frames.size(), 5u) << piece;
        EXPECT_EQ(seen.frames[0], "c:" + zmtp_ready().substr(2));
        EXPECT_EQ(seen.frames[1], "m:\1abcd");
        EXPECT_EQ(seen.frames[2], "+:hi");
        EXPECT_EQ(seen.frames[3], "m:");
        EXPECT_EQ(seen.frames[4], "m:" + std::string(300, 'x'));
    }
}

TEST(ZmtpReader, WaitsForTheRest) {
    const std::string greeting = zmtp_greeting();
    EXPECT_FALSE(read(greeting.substr(0, 63), 64).greeted);
    EXPECT_TRUE(read(greeting, 64).greeted);
    EXPECT_TRUE(read(greeting + std::string("\0\5ab", 4), 64).frames.empty());
}

TEST(ZmtpReader, SaysWhoIsNotWelcome) {
    using Fault = ZmtpReader::Fault;
    EXPECT_EQ(read("GET / HTTP/1.1\r\n\r\n", 100).fault, Fault::not_zmtp);
    EXPECT_EQ(read("\xff garbage garbage", 100).fault, Fault::not_zmtp);
    EXPECT_EQ(read(std::string("\xff\0\0\0\0\0\0\0\1\x7f\1\2", 12), 100).fault, Fault::old) << "at once: it would wait for us";
    std::string keyed = zmtp_greeting();
    keyed.replace(12, 5, "CURVE");
    EXPECT_EQ(read(keyed, 100).fault, Fault::mechanism);
    std::string longer = zmtp_greeting();
    longer[16] = '2';
    EXPECT_EQ(read(longer, 100).fault, Fault::mechanism) << "NULL2 is not NULL";
}

TEST(ZmtpReader, KeepsNothingThatIsTooLarge) {
    using Fault = ZmtpReader::Fault;
    const std::string greeting = zmtp_greeting();
    EXPECT_EQ(read(greeting + long_frame(1024) + std::string(1024, 'x'), 500).frames.size(), 1u);
    EXPECT_EQ(read(greeting + long_frame(1025), 500).fault, Fault::too_large);
    EXPECT_EQ(read(greeting + long_frame(~std::uint64_t{0}), 500).fault, Fault::too_large);
    EXPECT_EQ(read(greeting + std::string("\x08\0", 2), 500).fault, Fault::malformed) << "a flag that has no meaning";
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
