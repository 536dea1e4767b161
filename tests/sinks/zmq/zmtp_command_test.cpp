#include "sinks/zmq/zmtp_command.hpp"

#include <span>
#include <string>

#include <gtest/gtest.h>

#include "sinks/zmq/zmtp_words.hpp"

namespace sluice::zmq_sink_parts {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(ZmtpCommand, HasANameAndData) {
    const std::string body("\4PING\0\x0a", 7);
    const auto command = parse_command(bytes_of(body));
    ASSERT_TRUE(command);
    EXPECT_EQ(command->name, "PING");
    EXPECT_EQ(command->data.size(), 2u);
    EXPECT_FALSE(parse_command({}));
    EXPECT_FALSE(parse_command(bytes_of("\5PING"))) << "a name longer than what is there";
}

TEST(ZmtpCommand, FindsTheSocketTypeAmongOthers) {
    const std::string others("\x08Identity\0\0\0\0\x0bsocket-TYPE\0\0\0\4XSUB", 9 + 4 + 12 + 4 + 4);
    EXPECT_EQ(socket_type_of(bytes_of(others)), "XSUB");
    EXPECT_FALSE(socket_type_of({}));
    EXPECT_FALSE(socket_type_of(bytes_of(std::string("\x08Identity\0\0\0\0", 13))));
    EXPECT_FALSE(socket_type_of(bytes_of(std::string("\x0bSocket-Type\0\0\0\5XSUB", 20)))) << "a value longer than what is there";
    EXPECT_FALSE(socket_type_of(bytes_of(std::string("\x0bSocket-Type\xff\xff\xff\xffXSUB", 20))));
    EXPECT_FALSE(socket_type_of(bytes_of(std::string("\x0bSocket-Type\0\0", 14))));
}

TEST(ZmtpCommand, WritesWhatAPublisherSays) {
    const std::string greeting = zmtp_greeting();
    EXPECT_EQ(greeting, std::string("\xff\0\0\0\0\0\0\0\0\x7f\3\0NULL", 16) + std::string(48, '\0'));
    const std::string ready = zmtp_ready();
    EXPECT_EQ(ready, std::string("\4\x19\5READY\x0bSocket-Type\0\0\0\3PUB", 27));
    EXPECT_EQ(zmtp_pong(bytes_of("abc")), std::string("\4\x8\4PONGabc", 10));
    EXPECT_EQ(zmtp_pong(bytes_of(std::string(300, 'x'))).size(), 2u + 5 + 16) << "of a context no more than may be";
}

TEST(ZmtpCommand, HeadsAreShortOrLong) {
    std::string text;
    add_frame_head(text, zmtp::more, 255);
    EXPECT_EQ(text, "\1\xff");
    text.clear();
    add_frame_head(text, 0, 256);
    EXPECT_EQ(text, std::string("\2\0\0\0\0\0\0\1\0", 9));
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
