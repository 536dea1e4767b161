#include "tools/sluice/stop_signals.hpp"

#include <sys/signalfd.h>

#include <cerrno>

#include <sluice/error.hpp>

#include "base/text.hpp"

namespace sluice::tool {

StopSignals::StopSignals() {
    sigset_t stops;
    sigemptyset(&stops);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&stops, signal);
    fd_ = UniqueFd(::signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd_) throw Error(text::cat("cannot watch for signals: ", text::errno_text(errno)));
    pthread_sigmask(SIG_BLOCK, &stops, &before_);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &pipe_before_);
}

StopSignals::~StopSignals() {
    // What came while stopping was the wish to stop once more: it is taken, not delivered late.
    signalfd_siginfo taken{};
    while (::read(fd_.get(), &taken, sizeof taken) > 0) continue;
    sigaction(SIGPIPE, &pipe_before_, nullptr);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace sluice::tool
