#include "sinks/http/address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::http_sink_parts {
namespace {

using testing::HasSubstr;

TEST(HttpAddress, TakesAddressesApart) {
    const struct {
        const char* text;
        const char* host;
        const char* port;
    } rows[] = {{"127.0.0.1:8080", "127.0.0.1", "8080"}, {"localhost:1", "localhost", "1"}, {"[::1]:65535", "::1", "65535"},
                {"*:80", "*", "80"},                      {"127.0.0.1:*", "127.0.0.1", "0"}, {"pi.local:0", "pi.local", "0"}};
    for (const auto& row : rows) {
        Address address;
        const auto fault = parse_address(row.text, address);
        ASSERT_FALSE(fault) << row.text << ": " << fault->what;
        EXPECT_EQ(address.host, row.host) << row.text;
        EXPECT_EQ(address.port, row.port) << row.text;
    }
}

TEST(HttpAddress, SaysWhatIsWrong) {
    const struct {
        const char* text;
        const char* what;
    } rows[] = {{"", "lacks a host or a port"},           {"8080", "lacks a host or a port"},      {":8080", "lacks a host or a port"},
                {"127.0.0.1:", "is not 0 to 65535"},      {"127.0.0.1:65536", "is not 0 to 65535"}, {"127.0.0.1:80x", "is not 0 to 65535"},
                {"127.0.0.1:-1", "is not 0 to 65535"},    {"::1:8080", "lacks a host or a port"},  {"[::1]", "lacks a host or a port"},
                {"[::1", "lacks a host or a port"},       {"[front]:80", "no IPv6 address"},       {"a b:80", "is no host"},
                {"http://127.0.0.1:80", "is a URL"},     {"tcp://*:80", "is a URL"}};
    for (const auto& row : rows) {
        Address address;
        const auto fault = parse_address(row.text, address);
        ASSERT_TRUE(fault) << row.text;
        EXPECT_THAT(fault->what, HasSubstr(row.what)) << row.text;
        EXPECT_FALSE(fault->next.empty());
    }
}

TEST(HttpAddress, KnowsWhatOnlyThisMachineReaches) {
    for (const char* host : {"127.0.0.1", "127.8.9.1", "localhost", "LocalHost", "::1"}) EXPECT_TRUE(is_local(host)) << host;
    for (const char* host : {"*", "0.0.0.0", "::", "192.168.1.2", "localhost.example.org", "127.0.0.1.nip.io", "128.0.0.1", "lo", "", "127.1"})
        EXPECT_FALSE(is_local(host)) << host;
}

TEST(HttpAddress, BelievesAHostHeaderThatNamesThisMachine) {
    for (const char* host : {"127.0.0.1:8080", "127.0.0.1", "localhost:9000", "localhost", "[::1]:80", "[::1]"})
        EXPECT_TRUE(host_header_is_local(host)) << host;
    for (const char* host : {"evil.example", "evil.example:8080", "127.0.0.1.evil.example:8080", "localhost.evil.example", "localhost:80:evil", "", ":80",
                             "[::1", "[::1]evil", "127.0.0.1@evil.example", "localhost:x"})
        EXPECT_FALSE(host_header_is_local(host)) << host;
}

TEST(HttpAddress, IsWrittenWithBracketsWhereNeeded) {
    EXPECT_EQ(to_text({"::1", "80"}), "[::1]:80");
    EXPECT_EQ(to_text({"127.0.0.1", "80"}), "127.0.0.1:80");
    EXPECT_FALSE(reachable_at({"*", "80"}).empty());
    EXPECT_EQ(reachable_at({"10.0.0.1", "80"}).at(0).host, "10.0.0.1");
}

}  // namespace
}  // namespace sluice::http_sink_parts
