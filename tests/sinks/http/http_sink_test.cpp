#include "sinks/http/http_sink.hpp"

#include <poll.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sluice/error.hpp>

#include "tests/sinks/http/web_client.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_sink_context.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A host whose any-thread calls may come from any thread.
class Host final : public SinkContext {
public:
    explicit Host(std::initializer_list<const char*> names) : fake_(names) {}

    [[nodiscard]] std::size_t inputs() const noexcept override { return fake_.inputs(); }
    [[nodiscard]] const Input& input(std::size_t index) const noexcept override { return fake_.input(index); }
    void demand(std::size_t input, Demand demand) override {
        const std::lock_guard lock(mutex_);
        fake_.demand(input, demand);
    }
    void drop(std::size_t input, std::string_view reason, std::uint64_t count) override {
        const std::lock_guard lock(mutex_);
        fake_.drop(input, reason, count);
    }
    void log(Level, std::string_view) override {}
    [[nodiscard]] InputStatus status(std::size_t) const override { return status_of_all; }
    [[nodiscard]] std::string_view name() const noexcept override { return "page"; }
    [[nodiscard]] FramePtr narrowed(const FramePtr& frame, std::uint32_t) override { return frame; }
    [[nodiscard]] bool stopping() const noexcept override { return false; }

    [[nodiscard]] Demand demand_of(std::size_t input) {
        const std::lock_guard lock(mutex_);
        return fake_.demands[input];
    }
    InputStatus status_of_all;

private:
    std::mutex mutex_;
    FakeSinkContext fake_;
};

// The sink as the host has it, with the host's control thread.
class HttpSinkTest : public testing::Test {
protected:
    ~HttpSinkTest() override {
        control_ = {};
        if (sink_) sink_->close(false);
    }
    void open(Texts more = {}) {
        more.try_emplace("bind", std::vector<std::string>{"127.0.0.1:0"});
        params_ = std::make_unique<FakeParams>(http_sink, std::move(more));
        sink_ = http_sink.make_sink(*params_);
        sink_->open(host_);
        const std::string reach = dynamic_cast<Reachable&>(*sink_).reach();
        port_ = std::atoi(reach.substr(reach.rfind(':') + 1).c_str());
        control_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    void serve(const std::stop_token& stop) {
        auto& answering = dynamic_cast<Answering&>(*sink_);
        while (!stop.stop_requested()) {
            pollfd one{answering.answer_fd(), POLLIN, 0};
            if (::poll(&one, 1, 10) > 0) answering.answer();
            const std::lock_guard lock(write_mutex_);  // never together with write()
            dynamic_cast<Attended&>(*sink_).attend(Clock::now());
        }
    }
    void write(const FramePtr& frame, std::size_t input = 0) {
        const std::lock_guard lock(write_mutex_);
        if (host_.demand_of(input) != Demand::none) sink_->write(input, frame);
    }
    [[nodiscard]] std::string ask(const std::string& path, const std::string& lines = {}) {
        WebClient client(port_);
        client.get(path, "Connection: close\r\n" + lines);
        return client.rest();
    }
    [[nodiscard]] bool demand_becomes(Demand demand, std::size_t input = 0) {
        return wait_for([&] { return host_.demand_of(input) == demand; });
    }

    Host host_{{"front", "back"}};
    std::unique_ptr<FakeParams> params_;
    std::unique_ptr<Sink> sink_;
    int port_ = 0;
    std::mutex write_mutex_;
    std::jthread control_;
};

TEST_F(HttpSinkTest, AnswersItsPaths) {
    open();
    EXPECT_THAT(ask("/"), AllOf(StartsWith("HTTP/1.1 200 OK"), HasSubstr("Content-Type: text/html"), HasSubstr("front.mjpg"), HasSubstr("back.mjpg")));
    EXPECT_THAT(ask("/?x=1"), StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(ask("/page.css"), HasSubstr("Content-Type: text/css"));
    EXPECT_THAT(ask("/page.js"), HasSubstr("Content-Type: text/javascript"));
    EXPECT_THAT(ask("/favicon.ico"), StartsWith("HTTP/1.1 204"));
    for (const char* path : {"/nothing", "/page.html", "/front", "/front.jpg/", "//", "/..", "/%00", "/front%2emjpg%00"})
        EXPECT_THAT(ask(path), StartsWith("HTTP/1.1 404")) << path;
    const std::string stat = ask("/stat.json");
    EXPECT_EQ(nlohmann::json::parse(stat.substr(stat.find("\r\n\r\n")))["inputs"][1]["name"], "back");
}

TEST_F(HttpSinkTest, EveryAnswerIsMadeSafe) {
    open();
    for (const char* path : {"/", "/stat.json", "/nothing", "/page.js"})
        EXPECT_THAT(ask(path), AllOf(HasSubstr("X-Content-Type-Options: nosniff"), HasSubstr("Content-Security-Policy: default-src 'none'"),
                                     HasSubstr("Cache-Control: no-store"), Not(HasSubstr("Access-Control")))) << path;
}

TEST_F(HttpSinkTest, TakesOnlyGetAndHead) {
    open();
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
        WebClient client(port_);
        client.say(std::string(method) + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
        EXPECT_THAT(client.rest(), AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD"))) << method;
    }
    WebClient client(port_);
    client.say("HEAD /front.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string head = client.rest();
    EXPECT_THAT(head, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("multipart/x-mixed-replace")));
    EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
    EXPECT_EQ(host_.demand_of(0), Demand::none) << "a HEAD looks at no picture";
}

TEST_F(HttpSinkTest, AnswersOnlyToThisMachinesNames) {
    open();
    const auto with_host = [&](const std::string& lines) {
        WebClient client(port_);
        client.say("GET / HTTP/1.1\r\n" + lines + "Connection: close\r\n\r\n");
        return client.rest();
    };
    EXPECT_THAT(with_host("Host: 127.0.0.1:1234\r\n"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(with_host("Host: evil.example\r\n"), StartsWith("HTTP/1.1 403"));
    EXPECT_THAT(with_host("Host: localhost\r\nHost: evil.example\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(with_host(""), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(ask("/front.mjpg", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"), StartsWith("HTTP/1.1 403"));
    EXPECT_THAT(ask("/", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"), StartsWith("HTTP/1.1 200")) << "a link to it";
}

TEST_F(HttpSinkTest, RefusesWhatIsTooLongOrNoRequest) {
    open();
    const auto say = [&](const std::string& text) {
        WebClient client(port_);
        client.say(text);
        return client.rest();
    };
    EXPECT_THAT(say("GET /" + std::string(2000, 'a') + " HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 431"));
    EXPECT_THAT(say("GET / HTTP/1.1\r\nA: " + std::string(20'000, 'a')), StartsWith("HTTP/1.1 431"));
    EXPECT_THAT(say("GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + std::string(7000, '1') + "\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(say(std::string("\x16\x03\x01\x02\x00", 5) + "\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(say("\r\n\r\n\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(say("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(ask("/"), StartsWith("HTTP/1.1 200")) << "and nobody else is disturbed";
}

TEST_F(HttpSinkTest, AConnectionServesOneRequestAfterTheOther) {
    open();
    WebClient client(port_);
    client.get("/favicon.ico");
    client.get("/favicon.ico");
    EXPECT_THAT(client.until("\r\n\r\n"), StartsWith("HTTP/1.1 204"));
    EXPECT_THAT(client.until("\r\n\r\n"), StartsWith("HTTP/1.1 204"));
}

TEST_F(HttpSinkTest, ASnapshotIsTheNextFrameAndItsDemandEnds) {
    open();
    EXPECT_EQ(host_.demand_of(0), Demand::none);
    WebClient client(port_);
    client.get("/front.jpg", "Connection: close\r\n");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    EXPECT_EQ(host_.demand_of(1), Demand::none);
    write(make_frame(camera_info(), bytes_of("the very bytes")));
    const std::string answer = client.rest();
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Type: image/jpeg"), HasSubstr("Content-Length: 14"), HasSubstr("no-store")));
    EXPECT_TRUE(answer.ends_with("\r\n\r\nthe very bytes"));
    EXPECT_TRUE(demand_becomes(Demand::none));
}

TEST_F(HttpSinkTest, ASnapshotOfNothingSaysWhy) {
    host_.status_of_all.state = InputStatus::State::offline;
    host_.status_of_all.why = "unplugged";
    open();
    EXPECT_THAT(ask("/front.jpg"), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("No picture of front came within 5 s; it is offline: unplugged.")));
}

TEST_F(HttpSinkTest, StreamsPartsOfTheRightLength) {
    open();
    WebClient client(port_);
    client.get("/front.mjpg", "Range: bytes=0-\r\n");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    std::atomic<bool> done = false;
    std::jthread camera([&] {
        for (std::uint64_t i = 0; !done; ++i) {
            write(make_frame(camera_info(i), bytes_of("picture " + std::to_string(i))));
            std::this_thread::sleep_for(5ms);  // a camera's pace
        }
    });
    EXPECT_THAT(client.until("\r\n\r\n"), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("multipart/x-mixed-replace; boundary=sluice"), Not(HasSubstr("Content-Length"))));
    EXPECT_EQ(client.until("\r\n"), "--sluice\r\n");
    long last = -1;
    for (int i = 0; i < 20; ++i) {
        const std::string head = client.until("\r\n\r\n");
        EXPECT_THAT(head, StartsWith("Content-Type: image/jpeg\r\n"));
        const auto at = head.find("Content-Length: ");
        ASSERT_NE(at, std::string::npos) << head;
        const std::string body = client.exactly(static_cast<std::size_t>(std::atoi(head.c_str() + at + 16)));
        ASSERT_THAT(body, StartsWith("picture "));
        EXPECT_GT(std::atol(body.c_str() + 8), last);
        last = std::atol(body.c_str() + 8);
        EXPECT_EQ(client.until("--sluice\r\n"), "\r\n--sluice\r\n");
    }
    done = true;
}

TEST_F(HttpSinkTest, RawFramesAreAnsweredWithWhatToDo) {
    open();
    for (const char* path : {"/front.jpg", "/front.mjpg"}) {
        WebClient client(port_);
        client.get(path, "Connection: close\r\n");
        ASSERT_TRUE(demand_becomes(Demand::bytes));
        FrameInfo info = camera_info();
        info.format = Format::yuyv;
        write(make_frame(info, bytes_of("raw")));
        EXPECT_THAT(client.rest(), AllOf(StartsWith("HTTP/1.1 501"), HasSubstr("front delivers yuyv, which no browser shows; put a `transcode` filter before")));
        EXPECT_TRUE(demand_becomes(Demand::none));
    }
    EXPECT_THAT(ask("/"), HasSubstr("front delivers yuyv"));
}

TEST_F(HttpSinkTest, BeyondItsPlacesItSaysSo) {
    open({{"clients", {"2"}}});
    WebClient one(port_), two(port_);
    one.get("/front.mjpg");
    two.get("/front.mjpg");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    write(make_frame());
    EXPECT_THAT(one.until("--sluice"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(two.until("--sluice"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(ask("/"), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("All 2 places are taken")));
    one = WebClient(port_);
    EXPECT_TRUE(wait_for([&] { return ask("/").starts_with("HTTP/1.1 200"); })) << "a place was given back";
}

TEST_F(HttpSinkTest, WhoConnectsAndSaysNothingKeepsNobodyOut) {
    open({{"clients", {"2"}}});
    const auto begun = [&] {
        auto client = std::make_unique<WebClient>(port_);
        client->say("GET /");
        return client;
    };
    const auto a = begun(), b = begun(), c = begun();
    EXPECT_TRUE(wait_for([&] { return ask("/").starts_with("HTTP/1.1 200"); }, 3s));
}

TEST_F(HttpSinkTest, ClosesAtOnceWithEverybodyInTheMiddleOfSomething) {
    open();
    WebClient stalled(port_), waiting(port_), half(port_), idle(port_);
    stalled.get("/front.mjpg");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    half.say("GET / HT");
    idle.get("/favicon.ico");
    EXPECT_THAT(idle.until("\r\n\r\n"), StartsWith("HTTP/1.1 204"));
    const FramePtr big = make_frame(camera_info(), bytes_of(std::string(16 << 20, 'x')));
    for (int i = 0; i < 3; ++i) write(big);
    waiting.get("/back.jpg");
    ASSERT_TRUE(demand_becomes(Demand::bytes, 1));
    control_ = {};
    const auto begin = Clock::now();
    sink_->close(false);
    EXPECT_LT(Clock::now() - begin, 700ms);
    sink_.reset();
}

TEST_F(HttpSinkTest, ATakenPortIsAClearSentence) {
    open();
    const FakeParams params(http_sink, {{"bind", {"127.0.0.1:" + std::to_string(port_)}}});
    const auto second = http_sink.make_sink(params);
    Host host({"front"});
    try {
        second->open(host);
        FAIL() << "two listen at one port";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("another program listens at 127.0.0.1:" + std::to_string(port_)), HasSubstr("; stop it")));
    }
    second->close(false);
}

TEST_F(HttpSinkTest, BeyondThisMachineItWantsAWord) {
    struct Told final : Complaints {
        void add(std::string_view param, std::string_view what, std::string_view next) override { text.append(param).append(": ").append(what).append("; ").append(next); }
        std::string text;
    };
    const auto complaints = [](Texts texts) {
        Told told;
        http_sink.check(FakeParams(http_sink, std::move(texts)), told);
        return told.text;
    };
    EXPECT_EQ(complaints({{"bind", {"127.0.0.1:8080"}}}), "");
    EXPECT_EQ(complaints({{"bind", {"[::1]:8080"}}}), "");
    EXPECT_EQ(complaints({{"bind", {"*:8080"}}, {"insecure", {"true"}}}), "");
    EXPECT_EQ(complaints({{"bind", {"*:8080"}}}),
              "bind: *:8080 can be reached from other machines, and anybody there could watch; bind 127.0.0.1:8080, or write insecure: true if that is meant");
    EXPECT_THAT(complaints({{"bind", {"8080"}}}), HasSubstr("lacks a host or a port; write it like"));
}

TEST_F(HttpSinkTest, SaysWhereItIs) {
    open();
    EXPECT_EQ(dynamic_cast<Reachable&>(*sink_).reach(), "http://127.0.0.1:" + std::to_string(port_) + "/ (this machine only)");
}

TEST_F(HttpSinkTest, BindsEveryAddressWithAStarAndAnswersToAnyName) {
    open({{"bind", {"*:0"}}, {"insecure", {"true"}}});
    WebClient client(port_);
    client.say("GET /stat.json HTTP/1.1\r\nHost: pi.lan\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(client.rest(), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace sluice
