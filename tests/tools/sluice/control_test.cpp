// `sluice control` and what answers it, over real sockets, with sources made of functions.
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <zmq.hpp>

#include <sluice/error.hpp>
#include <sluice/unique_fd.hpp>

#include "tests/support/scratch_folder.hpp"
#include "tools/sluice/control/control_client.hpp"
#include "tools/sluice/control/control_message.hpp"
#include "tools/sluice/control/control_server.hpp"
#include "tools/sluice/control/control_socket.hpp"

namespace sluice::tool {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr auto enough = 20s;

std::string failure_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "no failure";
}

/// A camera as the runtime hands requests to it: answered on a thread of its own, or held.
class FakeSource {
public:
    ~FakeSource() {
        for (std::thread& lane : lanes_) lane.join();
    }

    bool hand(std::string_view node, ControlRequest request) {
        if (node != "front") return false;
        const std::lock_guard lock(mutex_);
        if (holds) {
            held_.push_back(std::move(request));
            changed_.notify_all();
            return true;
        }
        lanes_.emplace_back([this, one = std::move(request)] { answer(one); });
        return true;
    }

    std::vector<ControlRequest> held(std::size_t count) {
        std::unique_lock lock(mutex_);
        EXPECT_TRUE(changed_.wait_for(lock, enough, [&] { return held_.size() >= count; }));
        return std::exchange(held_, {});
    }

    void answer(const ControlRequest& request) {
        std::vector<ControlState> now;
        {
            const std::lock_guard lock(mutex_);
            if (request.name.empty()) now = states;
            for (ControlState& state : states)
                if (state.name == request.name) {
                    state.value = request.value;
                    now.push_back({state.name, state.value, {}});
                }
        }
        request.done(now.empty() ? "the camera has no control \"" + request.name + "\"" : "", now);
    }

    std::atomic<bool> holds = false;
    std::vector<ControlState> states = {{"gain", "1", "0 to 9"}, {"serial", "7", ""}, {"mode", "50 Hz", "50 Hz, 60 Hz"}};

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<ControlRequest> held_;
    std::vector<std::thread> lanes_;
};

/// A server and the main loop around it.
class Running {
public:
    explicit Running(const std::string& endpoint, FakeSource& source, std::chrono::milliseconds patience = enough)
        : stop_(::eventfd(0, 0)),
          server_(std::make_unique<ControlServer>(ControlServer::Setup{
              endpoint, [&source](std::string_view node, ControlRequest request) { return source.hand(node, std::move(request)); },
              [] { return std::vector<std::string>{"front"}; }, patience})),
          loop_([this] { run(); }) {}
    ~Running() { stop(); }

    void stop() {
        if (!loop_.joinable()) return;
        ::eventfd_write(stop_.get(), 1);
        loop_.join();
        server_.reset();
    }

private:
    void run() {
        for (;;) {
            pollfd fds[] = {{server_->fd(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
            ::poll(fds, 2, -1);
            if (fds[1].revents) return;
            server_->serve();
        }
    }

    UniqueFd stop_;
    std::unique_ptr<ControlServer> server_;
    std::thread loop_;
};

class Control : public testing::Test {
protected:
    [[nodiscard]] ControlReply ask(const ControlMessage& message) const { return ask_control(endpoint, message, enough); }

    test::ScratchFolder folder;
    std::string path = (folder.path() / "control").string();
    std::string endpoint = "ipc://" + path;
    FakeSource source;
};

/// Somebody who speaks to the socket as they like.
class RawClient {
public:
    explicit RawClient(const std::string& endpoint) {
        socket_.set(zmq::sockopt::linger, 0);
        socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(enough).count()));
        socket_.connect(endpoint);
    }
    void send(const std::vector<std::string>& parts) {
        for (std::size_t i = 0; i < parts.size(); ++i)
            socket_.send(zmq::buffer(parts[i]), i + 1 < parts.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }
    std::string receive() {
        zmq::message_t part;
        do
            if (!socket_.recv(part)) return "nothing";
        while (part.more());
        return part.to_string();
    }

private:
    zmq::context_t context_{1};
    zmq::socket_t socket_{context_, ZMQ_DEALER};
};

TEST(ControlMessages, AreReadAsWritten) {
    const ControlMessage message{"front", {{"zoom", "3"}, {"auto_exposure", "Manual \"Mode\"\n"}}};
    const ControlMessage read = read_control_message(control_text(message));
    EXPECT_EQ(read.node, message.node);
    EXPECT_EQ(read.set, message.set);
    EXPECT_EQ(control_text({}), R"({"v":1})");
    EXPECT_EQ(control_text({"front", {{"gain", "5"}}}), R"({"v":1,"node":"front","set":{"gain":"5"}})");
    EXPECT_EQ(read_control_message(R"({"v":1,"node":"a","set":{"x":5,"y":true,"z":-1.5},"more":[]})").set,
              (std::vector<std::pair<std::string, std::string>>{{"x", "5"}, {"y", "true"}, {"z", "-1.5"}}));
}

TEST(ControlMessages, WrongOnesAreRefused) {
    for (const char* text : {"", "{", "null", "[]", "1", "\"a\"", "{}", R"({"v":2})", R"({"v":"1"})", R"({"v":1,"node":5})", R"({"v":1,"node":""})",
                             R"({"v":1,"set":{"a":"1"}})", R"({"v":1,"node":"a","set":{}})", R"({"v":1,"node":"a","set":[]})",
                             R"({"v":1,"node":"a","set":{"":"1"}})", R"({"v":1,"node":"a","set":{"b":null}})", R"({"v":1,"node":"a","set":{"b":[1]}})",
                             R"({"v":1,"node":"a","set":{"b":{"c":{"d":{"e":{"f":1}}}}}})", "{\"v\":1,\"node\":\"\xff\"}"})
        EXPECT_THROW((void)read_control_message(text), Error) << text;
    EXPECT_THROW((void)read_control_message(std::string(9000, ' ')), Error);
    EXPECT_THROW((void)read_control_message(std::string(8000, '[')), Error);
    EXPECT_THROW((void)read_control_message("{\"v\":1,\"a\":" + std::string(8000, '[')), Error);
}

TEST(ControlMessages, AnyBytesAreSurvived) {
    std::mt19937 random(1);
    const std::string whole = R"({"v":1,"node":"front","set":{"gain":"5","mode":true}})";
    for (int round = 0; round < 3000; ++round) {
        std::string text = whole;
        for (int i = 0; i < 3; ++i) text[random() % text.size()] = static_cast<char>(random());
        text.resize(random() % 4 ? text.size() : random() % text.size());
        try {
            (void)read_control_message(text);
        } catch (const Error&) {
        }
        (void)read_control_reply(text);
    }
}

TEST(ControlMessages, RepliesAreReadAsWritten) {
    const ControlReply listed{{}, {{"gain", "5", "0 to 9"}}, {}};
    EXPECT_EQ(reply_text(listed, true), R"({"v":1,"ok":true,"now":{"gain":"5"},"takes":{"gain":"0 to 9"}})");
    const auto read = read_control_reply(reply_text(listed, true));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->now.at(0).takes, "0 to 9");
    EXPECT_EQ(reply_text({"no\xff", {}, {}}, false), R"({"v":1,"ok":false,"error":"no\ufffd"})");
    EXPECT_EQ(reply_text({{}, {}, {"front"}}, false), R"({"v":1,"ok":true,"nodes":["front"]})");
    EXPECT_EQ(reply_text({{}, {}, {}}, true), R"({"v":1,"ok":true,"now":{}})");
    for (const char* text : {"", "{}", R"({"v":1})", R"({"v":1,"ok":"yes"})", R"({"v":2,"ok":true})"}) EXPECT_FALSE(read_control_reply(text)) << text;
    EXPECT_NE(read_control_reply(R"({"v":1,"ok":false})")->error, "");
}

TEST_F(Control, ListsNodesAndControls) {
    const Running running(endpoint, source);
    EXPECT_THAT(ask({}).nodes, ElementsAre("front"));
    const ControlReply reply = ask({"front", {}});
    EXPECT_EQ(reply.error, "");
    ASSERT_EQ(reply.now.size(), 3U);
    EXPECT_EQ(reply.now[0].name, "gain");
    EXPECT_EQ(reply.now[0].takes, "0 to 9");
    EXPECT_EQ(reply.now[1].takes, "");
    EXPECT_EQ(reply.now[2].value, "50 Hz");
}

TEST_F(Control, SetsInTheOrderWritten) {
    const Running running(endpoint, source);
    const ControlReply reply = ask({"front", {{"mode", "60 Hz"}, {"gain", "5"}}});
    EXPECT_EQ(reply.error, "");
    ASSERT_EQ(reply.now.size(), 2U);
    EXPECT_EQ(reply.now[0].name, "mode");
    EXPECT_EQ(reply.now[0].value, "60 Hz");
    EXPECT_EQ(reply.now[1].value, "5");
}

TEST_F(Control, AFailureTellsWhatWasSetBefore) {
    const Running running(endpoint, source);
    const ControlReply reply = ask({"front", {{"gain", "5"}, {"zoom", "1"}, {"mode", "60 Hz"}}});
    EXPECT_EQ(reply.error, "the camera has no control \"zoom\"");
    ASSERT_EQ(reply.now.size(), 1U);
    EXPECT_EQ(reply.now[0].name, "gain");
    EXPECT_EQ(source.states[2].value, "50 Hz");
}

TEST_F(Control, UnknownNodesLeadToKnownOnes) {
    const Running running(endpoint, source);
    EXPECT_EQ(ask({"fornt", {}}).error, "no source fornt takes control now; did you mean front?");
    EXPECT_EQ(ask({"x", {}}).error, "no source x takes control now; these do: front");
}

TEST_F(Control, ABusyNodeIsGivenUpOn) {
    source.holds = true;
    Running running(endpoint, source, 50ms);
    EXPECT_EQ(ask({"front", {}}).error, "front does not answer: it is busy in its driver");
    EXPECT_EQ(ask({"front", {{"gain", "5"}}}).error, "front does not answer: it is busy in its driver; gain may still be set");
    // Answers that come too late are for nobody.
    for (const ControlRequest& request : source.held(2)) source.answer(request);
    EXPECT_THAT(ask({"front", {}}).error, HasSubstr("busy"));
    running.stop();
    for (const ControlRequest& request : source.held(1)) source.answer(request);
}

TEST_F(Control, RequestsThatWaitAreBounded) {
    source.holds = true;
    Running running(endpoint, source);
    RawClient client(endpoint);
    for (int i = 0; i < 8; ++i) client.send({"", control_text({"front", {}})});
    const auto held = source.held(8);
    EXPECT_EQ(ask({"front", {}}).error, "front has 8 requests before this one; ask again later");
    source.answer(held.front());
    EXPECT_THAT(client.receive(), HasSubstr("\"ok\":true"));
    running.stop();
    for (std::size_t i = 1; i < held.size(); ++i) source.answer(held[i]);  // after its end
}

TEST_F(Control, StopsWithRequestsPending) {
    source.holds = true;
    auto running = std::make_unique<Running>(endpoint, source);
    RawClient client(endpoint);
    client.send({"", control_text({"front", {{"gain", "1"}}})});
    const auto held = source.held(1);
    running.reset();
    EXPECT_THAT(client.receive(), HasSubstr("sluice is stopping"));
    EXPECT_FALSE(std::filesystem::exists(path));
    source.answer(held.front());
}

TEST_F(Control, StrangersAreSurvived) {
    const Running running(endpoint, source);
    RawClient client(endpoint);
    client.send({"bare"});
    client.send({""});
    client.send({"", ""});
    client.send({"a", "b", "c", "d", "e", "f"});
    client.send({"", std::string(100'000, 'x')});
    {
        const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        ASSERT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        const std::string noise(5000, '\xfe');
        EXPECT_GT(::send(fd.get(), noise.data(), noise.size(), MSG_NOSIGNAL), 0);
    }
    RawClient other(endpoint);
    other.send({"", "{"});
    EXPECT_THAT(other.receive(), AllOf(StartsWith(R"({"v":1,"ok":false)"), HasSubstr("no JSON object")));
    other.send({control_text({})});
    EXPECT_EQ(other.receive(), R"({"v":1,"ok":true,"nodes":["front"]})") << "without an empty part";
    EXPECT_EQ(ask({"front", {}}).now.size(), 3U);
}

TEST_F(Control, AFloodIsAnsweredToItsEnd) {
    const Running running(endpoint, source);
    RawClient client(endpoint);
    constexpr int many = 1000;
    std::thread sender([&] {
        RawClient flood(endpoint);
        for (int i = 0; i < many; ++i) flood.send({"", control_text({})});
        for (int i = 0; i < 16; ++i) EXPECT_THAT(flood.receive(), HasSubstr("front"));
    });
    EXPECT_EQ(ask({"front", {}}).now.size(), 3U);
    sender.join();
    EXPECT_EQ(ask({"front", {}}).now.size(), 3U);
}

TEST_F(Control, TheSocketIsForItsGroupAndGoneAtTheEnd) {
    {
        const Running running(endpoint, source);
        struct stat status{};
        ASSERT_EQ(::lstat(path.c_str(), &status), 0);
        EXPECT_TRUE(S_ISSOCK(status.st_mode));
        EXPECT_EQ(status.st_mode & 0777, 0660U);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(Control, NothingIsPutAside) {
    std::ofstream(path) << "mine";
    EXPECT_EQ(failure_of([&] { const Running running(endpoint, source); }),
              "cannot offer control at " + path + ": " + path + " exists and is no socket; it would be deleted: move it away or name another path");
    EXPECT_TRUE(std::filesystem::exists(path));
    std::filesystem::remove(path);
    const Running running(endpoint, source);
    EXPECT_THAT(failure_of([&] { const Running second(endpoint, source); }), HasSubstr("another program answers at"));
    EXPECT_THAT(ask({}).nodes, ElementsAre("front")) << "the first goes on";
    EXPECT_THAT(failure_of([&] { const Running third("ipc:///nowhere/at/all", source); }), HasSubstr("the folder /nowhere/at of the socket is not there"));
    EXPECT_THAT(failure_of([&] { const Running fourth("tcp://127.0.0.1:5555", source); }), StartsWith("control is never offered to the network"));
}

TEST_F(Control, WhatACrashLeftIsReplaced) {
    const UniqueFd left(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    ASSERT_EQ(::bind(left.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);  // and nobody listens
    const Running running(endpoint, source);
    EXPECT_THAT(ask({}).nodes, ElementsAre("front"));
}

TEST_F(Control, AnotherOnesSocketIsLeftAlone) {
    {
        const ControlSocket socket(path);
        std::filesystem::remove(path);
        std::ofstream(path) << "another's";
    }
    EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(Control, NobodyThereIsSaid) {
    EXPECT_EQ(failure_of([&] { (void)ask({}); }), "nobody answers at " + endpoint + ": there is no such socket; write process.control: " + endpoint +
                                                      " into the config of sluice run, or name its socket with --at");
    {
        const UniqueFd left(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        ASSERT_EQ(::bind(left.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_THAT(failure_of([&] { (void)ask({}); }), StartsWith("nobody answers at " + endpoint + ": Connection refused; "));
        ASSERT_EQ(::listen(left.get(), 4), 0);
        EXPECT_THAT(failure_of([&] { (void)ask_control(endpoint, {}, 50ms); }), StartsWith("nobody answers at " + endpoint + " within 0.05 s; "));
    }
    EXPECT_THAT(failure_of([&] { (void)ask_control("tcp://127.0.0.1:1", {}, 50ms); }), HasSubstr("never offered to the network"));
    EXPECT_THAT(failure_of([&] { (void)ask_control("ipc://" + std::string(200, 'p'), {}, 50ms); }), HasSubstr("is no path of a socket"));
}

}  // namespace
}  // namespace sluice::tool
