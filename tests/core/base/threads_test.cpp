#include "base/threads.hpp"

#include <pthread.h>

#include <array>
#include <csignal>
#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::string name_of_this_thread() {
    std::array<char, 16> name{};
    pthread_getname_np(pthread_self(), name.data(), name.size());
    return name.data();
}

TEST(StartThread, NamesTheThread) {
    std::string name;
    start_thread("front", [&] { name = name_of_this_thread(); }).join();
    EXPECT_EQ(name, "front");
}

TEST(StartThread, CutsANameTheSystemWouldRefuse) {
    std::string name;
    start_thread("a_camera_with_a_long_name", [&] { name = name_of_this_thread(); }).join();
    EXPECT_EQ(name, "a_camera_with_a");
}

TEST(StartThread, LeavesSignalsToTheMainThreadButTheFatalOnes) {
    sigset_t blocked;
    start_thread("signals", [&] { pthread_sigmask(SIG_BLOCK, nullptr, &blocked); }).join();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGALRM, SIGUSR1}) EXPECT_TRUE(sigismember(&blocked, signal)) << signal;
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) EXPECT_FALSE(sigismember(&blocked, signal)) << signal;
}

}  // namespace
}  // namespace sluice
