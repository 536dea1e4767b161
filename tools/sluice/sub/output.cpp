#include "tools/sluice/sub/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <string>

#include <sluice/error.hpp>

#include "base/text.hpp"

namespace sluice::tool {

namespace {

// Nothing can stop the last words but their own patience.
constexpr int last_wait_ms = 300;

}  // namespace

bool Output::write(std::string_view bytes) {
    while (!bytes.empty() && !closed_) {
        std::array<pollfd, 2> fds = {{{fd_, POLLOUT, 0}, {stop_fd_, POLLIN, 0}}};
        const int ready = ::poll(fds.data(), fds.size(), stop_fd_ < 0 ? last_wait_ms : -1);
        if (ready == 0 || (ready < 0 && errno != EINTR)) return false;
        if (ready < 0) continue;
        if (fds[0].revents == 0) return false;
        // A pipe that polls writable takes PIPE_BUF bytes without blocking, and may block for more.
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size() < PIPE_BUF ? bytes.size() : PIPE_BUF);
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            closed_ = true;
        } else if (errno != EINTR && errno != EAGAIN) {
            throw Error(text::cat("cannot write to stdout: ", text::errno_text(errno)));
        }
    }
    return !closed_;
}

bool Output::write_line(std::string_view line) { return write(std::string(line).append("\n")); }

}  // namespace sluice::tool
