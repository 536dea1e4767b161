#pragma once

#include <sys/stat.h>

namespace sluice::zmq_sink_parts {

/// While it lives, a socket file is made so that others of the group may read and write, and nobody else. The mask is the whole
/// process's. [start, or the socket's thread]
class SocketFileMask {
public:
    SocketFileMask() : before_(::umask(0117)) {}
    ~SocketFileMask() { ::umask(before_); }
    SocketFileMask(const SocketFileMask&) = delete;
    SocketFileMask& operator=(const SocketFileMask&) = delete;

private:
    mode_t before_;
};

}  // namespace sluice::zmq_sink_parts
