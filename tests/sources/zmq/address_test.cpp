#include "sources/zmq/address.hpp"

#include <gtest/gtest.h>

namespace sluice::upstream {
namespace {

std::string said(std::string_view address) {
    const auto fault = fault_of_address(address);
    return fault ? fault->what + "; " + fault->next : "";
}

TEST(UpstreamAddress, RightOnesAreTaken) {
    for (const char* address : {"tcp://pi-front:5555", "tcp://192.168.1.20:5555", "tcp://[::1]:5555", "tcp://pi-front.local:1", "ipc:///run/sluice/front.ipc",
                                "ipc://@abstract", "tcp://127.0.0.1:65535"})
        EXPECT_EQ(said(address), "") << address;
}

TEST(UpstreamAddress, WrongOnesAreToldWhatToWrite) {
    EXPECT_EQ(said("pi-front:5555"), "pi-front:5555 lacks its kind; write tcp://pi-front:5555");
    EXPECT_EQ(said("tcp//pi:5555"), "tcp//pi:5555 lacks its kind; write tcp://pi:5555");
    EXPECT_EQ(said("tcp:/pi:5555"), "tcp:/pi:5555 lacks its kind; write tcp://pi:5555");
    EXPECT_EQ(said("pi-front"), "pi-front lacks its kind; write tcp://pi-front:5555");
    EXPECT_EQ(said("5555"), "5555 lacks its kind; write tcp://127.0.0.1:5555");
    EXPECT_EQ(said("/run/front.ipc"), "/run/front.ipc lacks its kind; write ipc:///run/front.ipc");
    EXPECT_EQ(said("tcp://pi-front"), "tcp://pi-front lacks the port; write tcp://pi-front:5555");
    EXPECT_EQ(said("tcp://[::1]"), "tcp://[::1] lacks the port; write tcp://[::1]:5555");
    EXPECT_EQ(said("tcp://*:5555"), "tcp://*:5555 is where a sink binds, not where it is reached; name its host: tcp://127.0.0.1:5555");
    EXPECT_EQ(said("tcp://:5555"), "tcp://:5555 lacks the host; write tcp://127.0.0.1:5555");
    EXPECT_EQ(said("tcp://pi:http"), "port \"http\" is not 1 to 65535; write the port that its sink binds to, such as 5555");
    EXPECT_EQ(said("tcp://pi:0"), "port \"0\" is not 1 to 65535; write the port that its sink binds to, such as 5555");
    EXPECT_EQ(said("tcp://pi:5555/front"), "tcp://pi:5555/front is no address; write tcp://HOST:PORT, such as tcp://pi-front:5555");
    EXPECT_EQ(said("http://pi:80"), "http://pi:80 is no address of sluice; write tcp://HOST:PORT or ipc:///PATH");
    EXPECT_EQ(said("inproc://x"), "inproc://x is no address of sluice; write tcp://HOST:PORT or ipc:///PATH");
    EXPECT_EQ(said("ipc://"), "ipc:// lacks the path; write ipc:///run/sluice/front.ipc");
    EXPECT_EQ(said(""), "the address is empty; write tcp://HOST:PORT or ipc:///PATH");
    EXPECT_NE(said("ipc://" + std::string(200, 'x')), "");
}

TEST(UpstreamTopic, IsMadeWhole) {
    for (const auto& [written, meant] : {std::pair{"front/jpeg/", "front/jpeg/"}, {"front/jpeg", "front/jpeg/"}, {"front", "front/jpeg/"}, {"front/", "front/jpeg/"},
                                         {"front/raw/", "front/raw/"}, {"a-b_9/raw", "a-b_9/raw/"}}) {
        std::string topic;
        EXPECT_FALSE(read_topic(written, topic)) << written;
        EXPECT_EQ(topic, meant);
    }
}

TEST(UpstreamTopic, OfNoFramesIsToldWhatToWrite) {
    const auto told = [](std::string_view written) {
        std::string topic;
        const auto fault = read_topic(written, topic);
        return fault ? fault->what + "; " + fault->next : "";
    };
    EXPECT_EQ(told("front/notes/"), "front/notes/ carries no frames; write front/jpeg/, or front/raw/ for pixels that are no JPEGs");
    EXPECT_EQ(told("front/event"), "front/event/ carries no frames; write front/jpeg/, or front/raw/ for pixels that are no JPEGs");
    EXPECT_EQ(told("front/jpg/"), "front/jpg/ is no topic of frames; write front/jpeg/, or front/raw/ for pixels that are no JPEGs");
    EXPECT_EQ(told("front/jpeg/x/"), "front/jpeg/x/ is no topic of frames; write front/jpeg/, or front/raw/ for pixels that are no JPEGs");
    EXPECT_EQ(told("sluice/stat/"), "sluice/stat/ carries no frames; name a topic that does, such as front/jpeg/; sluice sub lists them");
    EXPECT_EQ(told("9front/jpeg/"), "\"9front/jpeg/\" is no topic; write the input's name there and its kind, such as front/jpeg/");
    EXPECT_NE(told(""), "");
    EXPECT_NE(told("/jpeg/"), "");
}

}  // namespace
}  // namespace sluice::upstream
