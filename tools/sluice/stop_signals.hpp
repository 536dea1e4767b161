#pragma once

#include <csignal>

#include <sluice/unique_fd.hpp>

namespace sluice::tool {

/// SIGINT, SIGTERM and SIGHUP as a file descriptor that becomes readable, from construction to
/// destruction. SIGPIPE is ignored meanwhile: writing says EPIPE. Make it before any thread. [start]
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_.get(); }

private:
    sigset_t before_{};
    struct sigaction pipe_before_{};
    UniqueFd fd_;
};

}  // namespace sluice::tool
