#include <sluice/unique_fd.hpp>

#include "base/service.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/scratch_folder.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

// The other end: what a service manager would read.
class ServiceTest : public testing::Test {
protected:
    ~ServiceTest() override {
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
    }
    void listen_at(const std::string& name) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name[0] == '@') address.sun_path[0] = '\0';
        manager_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        ASSERT_EQ(::bind(manager_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0) << name;
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }
    [[nodiscard]] std::string path() const { return (folder_.path() / "notify").string(); }
    // One datagram, or "".
    [[nodiscard]] std::string heard() const {
        char buffer[4096];
        const auto size = ::recv(manager_.get(), buffer, sizeof buffer, 0);
        return {buffer, size > 0 ? static_cast<std::size_t>(size) : 0};
    }

    test::ScratchFolder folder_;
    UniqueFd manager_;
};

TEST_F(ServiceTest, DoesNothingWhereNobodyAsked) {
    Service service;
    EXPECT_TRUE(service.ready());
    service.status("all well");
    service.alive();
    service.stopping();
    EXPECT_FALSE(service.watchdog());
}

TEST_F(ServiceTest, SpeaksToAPath) {
    listen_at(path());
    Service service;
    EXPECT_TRUE(service.ready());
    EXPECT_EQ(heard(), "READY=1");
    service.alive();
    EXPECT_EQ(heard(), "WATCHDOG=1");
    service.stopping();
    EXPECT_EQ(heard(), "STOPPING=1");
    EXPECT_EQ(heard(), "");
}

TEST_F(ServiceTest, SpeaksToAnAbstractName) {
    listen_at("@sluice-service-test-" + std::to_string(::getpid()));
    EXPECT_TRUE(Service().ready());
    EXPECT_EQ(heard(), "READY=1");
}

TEST_F(ServiceTest, AStatusIsSentOncePerChangeAndInOneLine) {
    listen_at(path());
    Service service;
    service.status("1 of 2 sources online");
    service.status("1 of 2 sources online");
    EXPECT_EQ(heard(), "STATUS=1 of 2 sources online");
    EXPECT_EQ(heard(), "");
    service.status("why:\nREADY=1");
    EXPECT_EQ(heard(), "STATUS=why: READY=1");
}

TEST_F(ServiceTest, NobodyAtTheSocketIsNoTrouble) {
    ::setenv("NOTIFY_SOCKET", path().c_str(), 1);
    const Service service;
    EXPECT_FALSE(service.ready());
    listen_at(path());  // the manager is back
    EXPECT_TRUE(service.ready());
    EXPECT_EQ(heard(), "READY=1");
}

TEST_F(ServiceTest, AFullSocketIsNotWaitedFor) {
    listen_at(path());
    const Service service;
    int sent = 0;
    while (service.ready()) ASSERT_LT(++sent, 1'000'000);
    EXPECT_GT(sent, 0);
    EXPECT_EQ(heard(), "READY=1");
    EXPECT_TRUE(service.ready());
}

TEST_F(ServiceTest, WhatCannotBeASocketsNameIsNobody) {
    for (const std::string& name : {std::string("relative"), std::string("@"), std::string("/"), "/" + std::string(200, 'x'), std::string("vsock:2:1")}) {
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
        ::setenv("WATCHDOG_USEC", "1000000", 1);
        Service service;
        EXPECT_TRUE(service.ready()) << name;
        EXPECT_FALSE(service.watchdog()) << name;
    }
}

TEST_F(ServiceTest, TheWatchdogsPeriodIsForWhomItIsMeant) {
    listen_at(path());
    EXPECT_FALSE(Service().watchdog());
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(Service().watchdog(), 30s);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(Service().watchdog(), 30s);
    ::setenv("WATCHDOG_PID", std::to_string(::getppid()).c_str(), 1);
    EXPECT_FALSE(Service().watchdog());
    ::unsetenv("WATCHDOG_PID");
    for (const char* wrong : {"", "0", "-5", "soon", "30s", "99999999999999999999"}) {
        ::setenv("WATCHDOG_USEC", wrong, 1);
        EXPECT_FALSE(Service().watchdog()) << wrong;
    }
}

}  // namespace
}  // namespace sluice
