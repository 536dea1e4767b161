#include "base/threads.hpp"

#include <malloc.h>
#include <pthread.h>

#include <csignal>
#include <utility>

namespace sluice {

namespace {

void block_signals() {
    sigset_t all;
    sigfillset(&all);
    for (const int fatal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP}) sigdelset(&all, fatal);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

std::jthread start_thread(const std::string& name, std::function<void()> body) {
    return std::jthread([short_name = name.substr(0, 15), run = std::move(body)] {
        block_signals();
        pthread_setname_np(pthread_self(), short_name.c_str());
        run();
    });
}

void prepare_memory() noexcept {
    // One arena: other arenas' heaps are 1 MB on 32 bit and give pages back at every frame.
    mallopt(M_ARENA_MAX, 1);
    // glibc refuses more than half of its largest heap: 32 MB, or 512 kB on 32 bit.
    if (!mallopt(M_MMAP_THRESHOLD, 32 << 20)) mallopt(M_MMAP_THRESHOLD, 512 << 10);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
}

}  // namespace sluice
