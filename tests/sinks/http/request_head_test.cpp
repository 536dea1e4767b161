#include "sinks/http/request_head.hpp"

#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::http_sink_parts {
namespace {

using testing::HasSubstr;
using testing::Not;
using Verdict = RequestHead::Verdict;

TEST(RequestHead, EndsBehindItsEmptyLine) {
    EXPECT_EQ(end_of_head(""), 0U);
    EXPECT_EQ(end_of_head("GET / HTTP/1.1\r\nHost: a\r\n"), 0U);
    EXPECT_EQ(end_of_head("GET / HTTP/1.1\r\n\r\nGET"), 18U);
}

TEST(RequestHead, HandsOnTheLinesThatCount) {
    const RequestHead head = read_head("GET /front.jpg HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-1\r\nAccept-Encoding: gzip\r\n"
                                       "Expect: 100-continue\r\nSec-Fetch-Site: same-origin\r\nCookie: a=b\r\n\r\n");
    EXPECT_EQ(head.verdict, Verdict::fine);
    EXPECT_TRUE(head.keep);
    EXPECT_EQ(head.text, "GET /front.jpg HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\r\n");
}

TEST(RequestHead, KnowsWhenTheConnectionIsOver) {
    const auto keeps = [](const std::string& lines, const char* version = "HTTP/1.1") {
        const RequestHead head = read_head(std::string("GET / ").append(version).append("\r\n").append(lines).append("\r\n"));
        EXPECT_EQ(head.verdict, Verdict::fine) << lines;
        return head.keep;
    };
    EXPECT_TRUE(keeps(""));
    EXPECT_TRUE(keeps("Connection: keep-alive\r\nContent-Length: 0\r\n"));
    EXPECT_FALSE(keeps("", "HTTP/1.0"));
    EXPECT_FALSE(keeps("connection:  Close\r\n"));
    EXPECT_FALSE(keeps("Content-Length: 4\r\n"));
    EXPECT_FALSE(keeps("Content-Length: 0, 4\r\n"));
    EXPECT_FALSE(keeps("Transfer-Encoding: chunked\r\n"));
}

TEST(RequestHead, RefusesWhatIsNone) {
    for (const char* text : {"\r\n\r\n", "garbage\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET x HTTP/1.1\r\n\r\n", "GET /a b HTTP/1.1\r\n\r\n",
                             "GET / HTTP/1.1\r\nHost localhost\r\n\r\n", "GET / HTTP/1.1\r\n: a\r\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                             "GET / HTTP/1.1\r\n folded\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\nEvil: b\r\n\r\n", "\x16\x03\x01 / HTTP/1.1\r\n\r\n"})
        EXPECT_EQ(read_head(text).verdict, Verdict::malformed) << text;
    EXPECT_EQ(read_head(std::string("GET /\0 HTTP/1.1\r\n\r\n", 19)).verdict, Verdict::malformed);
}

TEST(RequestHead, HasLimits) {
    EXPECT_EQ(read_head("GET /" + std::string(600, 'a') + " HTTP/1.1\r\n\r\n").verdict, Verdict::too_long);
    std::string many = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 100; ++i) many += "A: b\r\n";
    EXPECT_EQ(read_head(many + "\r\n").verdict, Verdict::too_long);
}

TEST(RequestHead, ReadsAnyBytesWithoutHarm) {
    std::mt19937 random(3);
    const std::string pieces[] = {"GET ", "/", " HTTP/1.1", "\r\n", "\r", "\n", ":", "Host", " ", "\t", std::string(1, '\0'), "\xff", "content-length: 1"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (unsigned i = random() % 20; i > 0; --i) text += pieces[random() % std::size(pieces)];
        const RequestHead head = read_head(text);
        ASSERT_LE(head.text.size(), text.size() + 4);
    }
}

}  // namespace
}  // namespace sluice::http_sink_parts
