#include <sluice/unique_fd.hpp>

#include "sinks/http/connection.hpp"

#include <sys/socket.h>

#include <array>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "sinks/http/request_head.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::http_sink_parts {
namespace {

using namespace test;
using namespace std::chrono_literals;

class HttpConnection : public testing::Test {
protected:
    HttpConnection() {
        std::array<int, 2> both{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, both.data()), 0);
        here_ = UniqueFd(both[0]);
        there_ = UniqueFd(both[1]);
    }
    void say(const std::string& text) { EXPECT_EQ(::send(there_.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size())); }
    std::string hear() {
        std::string all;
        std::array<char, 65536> bytes;
        for (ssize_t n = 0; (n = ::recv(there_.get(), bytes.data(), bytes.size(), 0)) > 0;) all.append(bytes.data(), static_cast<std::size_t>(n));
        return all;
    }

    UniqueFd here_, there_;
    std::string head_;
};

TEST_F(HttpConnection, ReadsOneHeadAfterTheOther) {
    Connection connection(here_.get());
    say("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n");
    EXPECT_EQ(connection.read_head(head_, 1s), Connection::Came::whole);
    EXPECT_EQ(head_, "GET /a HTTP/1.1\r\n\r\n");
    say("\r\n");
    EXPECT_EQ(connection.read_head(head_, 1s), Connection::Came::whole);
    EXPECT_EQ(head_, "GET /b HTTP/1.1\r\n\r\n");
    EXPECT_EQ(connection.read_head(head_, 1ms), Connection::Came::gone) << "nothing came for so long";
}

TEST_F(HttpConnection, GivesUpOnAHeadWithoutEnd) {
    Connection connection(here_.get());
    say(std::string(RequestHead::most_bytes + 100, 'a'));
    EXPECT_EQ(connection.read_head(head_, 1s), Connection::Came::too_long);
}

TEST_F(HttpConnection, GivesUpOnWhoSaysAByteNowAndThen) {
    Connection connection(here_.get());
    const auto begin = Clock::now();
    std::jthread drip([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            say("a");
            std::this_thread::sleep_for(100ms);  // the dripping itself is what is tested
        }
    });
    EXPECT_EQ(connection.read_head(head_, 5s), Connection::Came::too_slow);
    EXPECT_LT(Clock::now() - begin, 8s);
}

TEST_F(HttpConnection, AShutSocketEndsEveryWait) {
    Connection connection(here_.get());
    std::jthread stopper([this] { ::shutdown(here_.get(), SHUT_RDWR); });
    EXPECT_EQ(connection.read_head(head_, 60s), Connection::Came::gone);
    stopper.join();
    EXPECT_TRUE(connection.gone());
    EXPECT_FALSE(connection.send("late"));
}

TEST_F(HttpConnection, SendsAFrameAndWhatIsAroundIt) {
    Connection connection(here_.get());
    EXPECT_TRUE(connection.send_frame("before ", make_frame(camera_info(), bytes_of("the picture")), " after"));
    EXPECT_EQ(hear(), "before the picture after");
}

TEST_F(HttpConnection, AStalledReaderGivesTheFrameBackAndStillGetsAllOfIt) {
    Connection connection(here_.get());
    const std::string picture(8 << 20, 'p');
    auto frame = make_frame(camera_info(), bytes_of(picture));
    const std::weak_ptr<const Frame> life = frame;
    std::jthread sender([&, given = std::exchange(frame, nullptr)]() mutable {
        EXPECT_TRUE(connection.send_frame("<", std::move(given), ">"));
        ::shutdown(here_.get(), SHUT_WR);
    });
    EXPECT_TRUE(wait_for([&] { return life.expired(); })) << "nobody reads, yet the frame is kept";
    std::string all;
    EXPECT_TRUE(wait_for([&] { return all += hear(), all.size() == picture.size() + 2; }));
    EXPECT_EQ(all, "<" + picture + ">");
}

TEST_F(HttpConnection, NoticesWhoLeaves) {
    const Connection connection(here_.get());
    EXPECT_FALSE(connection.gone());
    there_ = UniqueFd();
    EXPECT_TRUE(connection.gone());
    EXPECT_FALSE(connection.drained());
}

}  // namespace
}  // namespace sluice::http_sink_parts
