#pragma once

#include <sys/types.h>

#include <string>

#include <sluice/unique_fd.hpp>

namespace sluice::zmq_sink_parts {

/// A bound socket that subscribers connect to; of ipc, also its file. [one thread at a time]
class ZmtpListener {
public:
    /// Throws Error(what, next).
    explicit ZmtpListener(const std::string& text);
    /// Removes its socket file, if it is still its own.
    ~ZmtpListener();
    ZmtpListener(const ZmtpListener&) = delete;
    ZmtpListener& operator=(const ZmtpListener&) = delete;

    enum class Accepted { one, nobody, no_room };
    /// The next who waits, into `fd`; `no_room`: the system has no descriptor or memory for it, and it goes on waiting.
    [[nodiscard]] Accepted accept(UniqueFd& fd) const;

    [[nodiscard]] int fd() const noexcept { return fd_.get(); }
    /// With its real port.
    [[nodiscard]] const std::string& bound() const noexcept { return bound_; }

private:
    UniqueFd fd_;
    std::string bound_;
    std::string path_;  // of its socket file; empty: it has none
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

}  // namespace sluice::zmq_sink_parts
