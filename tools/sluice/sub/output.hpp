#pragma once

#include <string_view>

namespace sluice::tool {

/// Writes to a file descriptor and stays stoppable: a reader that does not read (a paused player)
/// holds up the writing, but not Ctrl-C.
class Output {
public:
    /// `stop_fd` becomes readable when the program shall end; -1: it ends already, so a reader that does not
    /// read is given up at once.
    Output(int fd, int stop_fd) noexcept : fd_(fd), stop_fd_(stop_fd) {}

    /// False when the reader has gone (EPIPE), or the program shall end before all was written; throws
    /// for a full disk and the like.
    bool write(std::string_view bytes);
    bool write_line(std::string_view line);

    /// The reader has gone: nothing more to do, and nothing to complain about.
    [[nodiscard]] bool closed() const noexcept { return closed_; }

private:
    int fd_;
    int stop_fd_;
    bool closed_ = false;
};

}  // namespace sluice::tool
