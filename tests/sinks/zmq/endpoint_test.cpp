#include "sinks/zmq/endpoint.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/unique_fd.hpp>

#include "tests/support/scratch_folder.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using testing::HasSubstr;
using Transport = Endpoint::Transport;

TEST(ParseEndpoint, TakesAddressesApart) {
    struct Case {
        const char* text;
        Transport transport;
        const char* host;
        const char* port;
    };
    for (const Case& one : {Case{"tcp://127.0.0.1:5555", Transport::tcp, "127.0.0.1", "5555"},
                            Case{"tcp://*:*", Transport::tcp, "*", "*"},
                            Case{"tcp://[::1]:80", Transport::tcp, "[::1]", "80"},
                            Case{"tcp://eth0:65535", Transport::tcp, "eth0", "65535"},
                            Case{"ipc:///run/sluice/front.ipc", Transport::ipc, "/run/sluice/front.ipc", ""},
                            Case{"ipc://@front", Transport::ipc, "@front", ""},
                            Case{"inproc://front", Transport::inproc, "front", ""}}) {
        Endpoint endpoint;
        EXPECT_FALSE(parse_endpoint(one.text, endpoint)) << one.text;
        EXPECT_EQ(endpoint.transport, one.transport) << one.text;
        EXPECT_EQ(endpoint.host, one.host);
        EXPECT_EQ(endpoint.port, one.port);
    }
}

TEST(ParseEndpoint, SaysWhatIsWrong) {
    const auto fault = [](const std::string& text) {
        Endpoint endpoint;
        const auto found = parse_endpoint(text, endpoint);
        return found ? found->what : "";
    };
    EXPECT_THAT(fault("127.0.0.1:5555"), HasSubstr("is no address"));
    EXPECT_THAT(fault(""), HasSubstr("is no address"));
    EXPECT_THAT(fault("udp://1.2.3.4:5"), HasSubstr("is no address"));
    EXPECT_THAT(fault("inproc://"), HasSubstr("is no address"));
    EXPECT_THAT(fault("tcp://127.0.0.1"), HasSubstr("lacks a host or a port"));
    EXPECT_THAT(fault("tcp://:5555"), HasSubstr("lacks a host or a port"));
    for (const char* port : {"0", "65536", "99999999999", "-1", "5555x", "", "0x50", " 80"})
        EXPECT_THAT(fault(std::string("tcp://127.0.0.1:") + port), HasSubstr("is not 1 to 65535")) << port;
    EXPECT_THAT(fault("tcp://a b:1"), HasSubstr("is no host"));
    EXPECT_THAT(fault("ipc://"), HasSubstr("lacks a path"));
    EXPECT_THAT(fault(std::string("ipc://") + std::string(108, 'x')), HasSubstr("108 characters, a socket takes 107"));
    EXPECT_EQ(fault(std::string("ipc://") + std::string(107, 'x')), "");
}

TEST(ParseEndpoint, ProposesWhatWasMeant) {
    const auto next = [](const std::string& text) {
        Endpoint endpoint;
        const auto found = parse_endpoint(text, endpoint);
        return found ? found->next : "";
    };
    EXPECT_EQ(next("*:45564"), "write tcp://*:45564");
    EXPECT_EQ(next("127.0.0.1:5555"), "write tcp://127.0.0.1:5555");
    EXPECT_EQ(next("[::1]:5555"), "write tcp://[::1]:5555");
    for (const char* port : {"5555", ":5555", "localhost:5555", "tcp:5555", "tcp:/127.0.0.1:5555", "tcp://localhost:5555"})
        EXPECT_EQ(next(port), "write tcp://127.0.0.1:5555") << port;
    EXPECT_EQ(next("/run/sluice/front.ipc"), "write ipc:///run/sluice/front.ipc");
    for (const char* nothing : {"", "*", "/", "tcp:", "front", "udp://1.2.3.4:5", "a b:1", "tcp://a", "127.0.0.1:0"})
        EXPECT_THAT(next(nothing), HasSubstr("write it like tcp://127.0.0.1:5555 or ipc:///")) << nothing;
}

TEST(HostObstacle, NamesAreNotBound) {
    const auto obstacle = [](const char* text) {
        Endpoint endpoint;
        EXPECT_FALSE(parse_endpoint(text, endpoint)) << text;
        return host_obstacle(endpoint);
    };
    for (const char* text : {"tcp://*:1", "tcp://127.0.0.1:1", "tcp://10.9.9.9:1", "tcp://[::1]:1", "tcp://::1:1", "tcp://[fe80::9%eth0]:1", "tcp://lo:1"})
        EXPECT_FALSE(obstacle(text)) << text;
    for (const char* text : {"tcp://pi-front:1", "tcp://eth77:1", "tcp://300.1.1.1:1", "tcp://example.org:1"}) EXPECT_TRUE(obstacle(text)) << text;
    EXPECT_EQ(obstacle("tcp://pi-front:5555")->what, "\"pi-front\" is neither an address nor a network interface of this machine");
    EXPECT_EQ(obstacle("tcp://pi-front:5555")->next,
              "names cannot be bound: write tcp://127.0.0.1:5555 for this machine alone, or tcp://*:5555 for every address it has");
}

TEST(IsLocal, IsTrueOnlyWhereNoOtherMachineCanReach) {
    const auto local = [](const char* text) {
        Endpoint endpoint;
        EXPECT_FALSE(parse_endpoint(text, endpoint)) << text;
        return is_local(endpoint);
    };
    for (const char* text : {"tcp://127.0.0.1:1", "tcp://127.9.9.9:1", "tcp://[::1]:1", "tcp://lo:1", "ipc:///tmp/x", "inproc://x"})
        EXPECT_TRUE(local(text)) << text;
    for (const char* text : {"tcp://*:1", "tcp://0.0.0.0:1", "tcp://192.168.1.2:1", "tcp://eth0:1", "tcp://[::]:1", "tcp://127.0.0.1.evil.org:1",
                             "tcp://localhost.evil.org:1", "tcp://127.1:1", "tcp://[::ffff:10.0.0.1]:1"})
        EXPECT_FALSE(local(text)) << text;
}

// A listening socket at `path`, or what one leaves behind when it ends.
UniqueFd listen_at(const std::string& path) {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(fd.get(), 1), 0);
    return fd;
}

TEST(IpcObstacle, IsAFileALiveSocketOrAMissingFolder) {
    const test::ScratchFolder folder;
    folder.put("precious.txt", "data");
    const std::string live = folder.path() / "live.ipc";
    const UniqueFd listening = listen_at(live);
    EXPECT_THAT(ipc_obstacle(folder.path() / "precious.txt")->what, HasSubstr("is no socket"));
    EXPECT_THAT(ipc_obstacle(live)->what, HasSubstr("another program answers"));
    EXPECT_THAT(ipc_obstacle(folder.path() / "none" / "x.ipc")->what, HasSubstr("is not there"));
    EXPECT_EQ(folder.read("precious.txt"), "data");
}

TEST(IpcObstacle, IsNoneWhereThePathIsFreeOrItsOwnerIsGone) {
    const test::ScratchFolder folder;
    const std::string stale = folder.path() / "stale.ipc";
    listen_at(stale).reset();
    EXPECT_FALSE(ipc_obstacle(stale));
    EXPECT_FALSE(ipc_obstacle(folder.path() / "free.ipc"));
    EXPECT_FALSE(ipc_obstacle("relative.ipc"));
    EXPECT_FALSE(ipc_obstacle("@abstract"));
}

TEST(ReachableAt, TellsRealAddressesForAWildcard) {
    EXPECT_EQ(reachable_at("tcp://127.0.0.1:5555"), std::vector<std::string>{"tcp://127.0.0.1:5555"});
    EXPECT_EQ(reachable_at("ipc:///tmp/x"), std::vector<std::string>{"ipc:///tmp/x"});
    for (const char* all : {"tcp://0.0.0.0:5555", "tcp://[::]:5555"}) {
        ASSERT_FALSE(reachable_at(all).empty());
        for (const std::string& one : reachable_at(all)) {
            EXPECT_THAT(one, testing::MatchesRegex("tcp://[0-9.]+:5555"));
            EXPECT_THAT(one, testing::Not(HasSubstr("0.0.0.0")));
        }
    }
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
